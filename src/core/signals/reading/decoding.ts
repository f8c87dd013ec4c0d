// Bytes in any chunks -> text: UTF-8 or UTF-16, told by a mark or by what the first bytes look like, or what an XML declaration
// names. Pure.

/** An XML declaration may stand behind words of whoever made the file. */
const SNIFFED_BYTES = 1_024;
const LATIN_BYTES = 64;

export type Decoding = {
  /** What is whole of the text so far: a character cut in two comes with its other half. */
  push(chunk: Uint8Array): string;
  end(): string;
  readonly bytes: number;
  readonly encoding: string;
};

export function decoding(): Decoding {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first: Uint8Array = new Uint8Array(0);
  let bytes = 0;
  const begin = (): string => {
    decoder = new TextDecoder(encodingOf(first), { ignoreBOM: true });
    return decoder.decode(first, { stream: true });
  };
  return {
    push(chunk) {
      bytes += chunk.byteLength;
      if (decoder !== undefined) return decoder.decode(chunk, { stream: true });
      first = joined(first, chunk);
      return first.byteLength >= SNIFFED_BYTES ? begin() : '';
    },
    end() {
      const begun = decoder === undefined ? begin() : '';
      return begun + (decoder?.decode() ?? '');
    },
    get bytes() {
      return bytes;
    },
    get encoding() {
      return decoder?.encoding ?? 'utf-8';
    },
  };
}

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
  const seen = first.subarray(0, LATIN_BYTES);
  const zeros = (odd: number) => seen.filter((byte, at) => at % 2 === odd && byte === 0).length;
  const half = Math.floor(seen.byteLength / 2);
  if (half >= 2 && zeros(0) === 0 && zeros(1) > half * 0.8) return 'utf-16le';
  if (half >= 2 && zeros(1) === 0 && zeros(0) > half * 0.8) return 'utf-16be';
  return declaredIn(first) ?? 'utf-8';
}

const DECLARATION =
  /(?:^|\n)\s{0,100}<\?xml\s[^<>]{0,200}?\bencoding\s{0,4}=\s{0,4}["']([A-Za-z][\w.-]{0,40})["']/;

/** The bytes were read as far as the name: an encoding of two bytes for each letter is named by mistake. */
function declaredIn(first: Uint8Array): string | undefined {
  const name = DECLARATION.exec(String.fromCharCode(...first.subarray(0, SNIFFED_BYTES)))?.[1];
  if (name === undefined || /^(?:utf-?(?:16|32)|ucs)/i.test(name)) return undefined;
  try {
    return new TextDecoder(name).encoding;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
