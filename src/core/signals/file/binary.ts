// Files that hold no text: known by their first bytes, or by what is left of them when they are read as text.

const KINDS: readonly (readonly [kind: string, first: readonly number[], at?: number])[] = [
  ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['an empty ZIP archive', [0x50, 0x4b, 0x05, 0x06]],
  ['compressed by gzip', [0x1f, 0x8b, 0x08]],
  ['compressed by zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['compressed by xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['compressed by bzip2', [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], 4],
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['a tar archive', [0x75, 0x73, 0x74, 0x61, 0x72], 257],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['a WebP image', [0x57, 0x45, 0x42, 0x50], 8],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
  ['a video', [0x66, 0x74, 0x79, 0x70], 4],
  ['a WebM video', [0x1a, 0x45, 0xdf, 0xa3]],
  ['a SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
];

/** As many bytes tell each of them. */
export const SIGNED_BYTES = 264;

/** What it is, in words that go on behind "it is". */
export const binaryKind = (first: Uint8Array): string | undefined =>
  KINDS.find(([, bytes, at = 0]) => bytes.every((byte, index) => first[at + index] === byte))?.[0];

/** Of what a text has none: bytes that are no letters in its encoding, and controls that no terminal knows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it counts
const NO_TEXT = /[\ufffd\x00-\x06\x0e-\x1a\x1c-\x1f]/g;
const MAX_SHARE = 0.1;

export function isText(head: string): boolean {
  const strange = head.match(NO_TEXT)?.length ?? 0;
  return strange <= head.length * MAX_SHARE;
}
