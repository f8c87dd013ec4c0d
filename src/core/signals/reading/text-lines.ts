// Text in, lines out, however the text is cut; lines of any length in bounded memory. Pure.

export type RawLine = {
  /** From 1, by line feeds. */
  readonly no: number;
  /** Without its line end; a longer line is its head and its tail with CUT between them. */
  readonly text: string;
  /** Characters left out of it. */
  readonly cutChars: number;
};

const HEAD_CHARS = 12_000;
/** A report that a tool prints as one line of JSON is no use in pieces. */
const JSON_CHARS = 1_000_000;
const JSON_HEAD = /^(?:\ufeff?\d{4}-\d\d-\d\dT[\d:.]{8,20}Z )?(?:\[?\{"|\[\[)/;
const TAIL_CHARS = 4_000;
export const CUT = ' … ';
/** A secret without a blank in it, at most this long, is never half shown by a cut. */
const WORD_CHARS = 512;

export type TextLines = {
  push(text: string): void;
  /** The last line, where the text does not end with a line feed. Nothing may be pushed afterwards. */
  end(): void;
};

/** `onLine` is called for every line, in order. */
export function textLines(onLine: (line: RawLine) => void): TextLines {
  let no = 0;
  let open = new OpenLine();
  return {
    push(text) {
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
    },
    end() {
      if (!open.isEmpty) onLine(open.close(no + 1));
    },
  };
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

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
    const rest = this.#fill(this.#fill(text, HEAD_CHARS), this.#headChars());
    if (rest.length >= TAIL_CHARS) this.#tail = rest.slice(-TAIL_CHARS);
    else if (rest !== '') this.#tail = (this.#tail + rest).slice(-TAIL_CHARS);
  }

  #fill(text: string, chars: number): string {
    const room = Math.max(0, chars - this.#head.length);
    if (room > 0) this.#head += text.slice(0, room);
    return text.slice(room);
  }

  #headChars(): number {
    return this.#head.length >= HEAD_CHARS && JSON_HEAD.test(this.#head.slice(0, 100))
      ? JSON_CHARS
      : HEAD_CHARS;
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
