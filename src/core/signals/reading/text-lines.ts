// Bytes in, lines out, however the bytes are cut: UTF-8 or UTF-16, lines of any length in bounded memory. Pure.

export type RawLine = {
  /** From 1, by line feeds. */
  readonly no: number;
  /** Without its line end; a longer line is its head and its tail with CUT between them. */
  readonly text: string;
  /** Characters left out of it. */
  readonly cutChars: number;
};

const HEAD_CHARS = 12_000;
const TAIL_CHARS = 4_000;
export const CUT = ' … ';
/** A secret without a blank in it, at most this long, is never half shown by a cut. */
const WORD_CHARS = 512;
const SNIFFED_BYTES = 64;

export type TextLines = {
  push(chunk: Uint8Array | string): void;
  /** The last line, where the text does not end with a line feed. Nothing may be pushed afterwards. */
  end(): void;
  readonly bytes: number;
  readonly encoding: string;
};

/** `onLine` is called for every line, in order. */
export function textLines(onLine: (line: RawLine) => void): TextLines {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first: Uint8Array = new Uint8Array(0);
  let bytes = 0;
  let no = 0;
  let open = new OpenLine();

  const take = (text: string) => {
    let start = 0;
    for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', start)) {
      no += 1;
      if (open.isEmpty && feed - start <= HEAD_CHARS) {
        onLine({ no, text: withoutReturn(text.slice(start, feed)), cutChars: 0 });
      } else {
        open.add(text.slice(start, feed));
        onLine(open.close(no));
        open = new OpenLine();
      }
      start = feed + 1;
    }
    if (start < text.length) open.add(start === 0 ? text : text.slice(start));
  };
  const decode = (chunk: Uint8Array, isLast: boolean) => {
    decoder ??= new TextDecoder(encodingOf(chunk), { ignoreBOM: true });
    take(decoder.decode(chunk, { stream: !isLast }));
  };

  return {
    push(chunk) {
      if (typeof chunk === 'string') {
        bytes += chunk.length;
        take(chunk);
        return;
      }
      bytes += chunk.byteLength;
      if (decoder !== undefined) return decode(chunk, false);
      first = joined(first, chunk);
      if (first.byteLength >= SNIFFED_BYTES) decode(first, false);
    },
    end() {
      if (decoder === undefined && first.byteLength > 0) decode(first, true);
      else if (decoder !== undefined) take(decoder.decode());
      if (!open.isEmpty) onLine(open.close(no + 1));
    },
    get bytes() {
      return bytes;
    },
    get encoding() {
      return decoder?.encoding ?? 'utf-8';
    },
  };
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.byteLength + b.byteLength);
  both.set(a);
  both.set(b, a.byteLength);
  return both;
}

/** PowerShell writes UTF-16, with a mark or without: then every second byte of what is plain Latin text is zero. */
function encodingOf(first: Uint8Array): string {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  const seen = first.subarray(0, SNIFFED_BYTES);
  const zeros = (odd: number) => seen.filter((byte, at) => at % 2 === odd && byte === 0).length;
  const half = Math.floor(seen.byteLength / 2);
  if (half >= 2 && zeros(0) === 0 && zeros(1) > half * 0.8) return 'utf-16le';
  if (half >= 2 && zeros(1) === 0 && zeros(0) > half * 0.8) return 'utf-16be';
  return 'utf-8';
}

/** A line that came in several chunks, or is longer than the head that is kept of it. */
class OpenLine {
  #head = '';
  #tail = '';
  #chars = 0;

  get isEmpty(): boolean {
    return this.#chars === 0;
  }

  add(text: string): void {
    this.#chars += text.length;
    const room = HEAD_CHARS - this.#head.length;
    if (room > 0) this.#head += text.slice(0, room);
    const rest = room >= text.length ? '' : text.slice(Math.max(0, room));
    if (rest.length >= TAIL_CHARS) this.#tail = rest.slice(-TAIL_CHARS);
    else if (rest !== '') this.#tail = (this.#tail + rest).slice(-TAIL_CHARS);
  }

  close(no: number): RawLine {
    const cutChars = this.#chars - this.#head.length - this.#tail.length;
    if (cutChars <= 0) return { no, text: withoutReturn(this.#head + this.#tail), cutChars: 0 };
    const head = this.#head.slice(0, wordStart(this.#head)).toWellFormed();
    const tail = withoutReturn(this.#tail.slice(wordEnd(this.#tail))).toWellFormed();
    return { no, text: head + CUT + tail, cutChars: this.#chars - head.length - tail.length };
  }
}

function wordStart(text: string): number {
  const least = Math.max(0, text.length - WORD_CHARS);
  for (let at = text.length; at > least; at -= 1) if (isBlank(text.charCodeAt(at - 1))) return at;
  return least;
}

function wordEnd(text: string): number {
  const most = Math.min(text.length, WORD_CHARS);
  for (let at = 0; at < most; at += 1) if (isBlank(text.charCodeAt(at))) return at;
  return most;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d;
