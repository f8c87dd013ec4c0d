// Writes git objects, packs and bundles byte by byte, as no git would: entries of any mode and name, lying sizes, deltas to nowhere.
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;
type Kind = keyof typeof TYPES;
const REF_DELTA = 7;

/** `claimedBytes`: what the pack says of its size, where that is a lie. A `delta` is the body of a REF_DELTA against that object. */
export type RawObject = {
  readonly kind: Kind;
  readonly body: Buffer;
  readonly claimedBytes?: number | undefined;
  readonly deltaOf?: string | undefined;
};

export const idOf = ({ kind, body }: RawObject): string =>
  createHash('sha1').update(`${kind} ${body.length}\0`).update(body).digest('hex');

const sha1 = (bytes: Buffer): Buffer => createHash('sha1').update(bytes).digest();

export function packOf(objects: readonly RawObject[], claimedCount = objects.length): Buffer {
  const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  head.writeUInt32BE(claimedCount % 2 ** 32, 8);
  return sealed(Buffer.concat([head, ...objects.map(packed)]));
}

/** With the checksum that git wants at the end: without it nothing is looked at. */
export const sealed = (bytes: Buffer): Buffer => Buffer.concat([bytes, sha1(bytes)]);

function packed({ kind, body, claimedBytes, deltaOf }: RawObject): Buffer {
  const type = deltaOf === undefined ? TYPES[kind] : REF_DELTA;
  const base = deltaOf === undefined ? Buffer.alloc(0) : Buffer.from(deltaOf, 'hex');
  return Buffer.concat([sizeOf(type, claimedBytes ?? body.length), base, deflateSync(body)]);
}

/** Type and size in groups of seven bits, four of them in the first byte. */
function sizeOf(type: number, size: number): Buffer {
  const bytes: number[] = [];
  let rest = Math.floor(size / 16);
  let byte = (type << 4) | (size % 16);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest % 128;
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, byte]);
}

export type TreeEntry = { readonly mode: string; readonly name: string | Buffer; readonly id: string };

export const treeBody = (entries: readonly TreeEntry[]): Buffer =>
  Buffer.concat(
    entries.flatMap(({ mode, name, id }) => [
      Buffer.from(`${mode} `),
      Buffer.from(name),
      Buffer.from([0]),
      Buffer.from(id, 'hex'),
    ]),
  );

/** As git sorts them, folders as if their names ended with a slash; without that nothing else would be looked at. */
export const sorted = (entries: readonly TreeEntry[]): TreeEntry[] =>
  entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
const sortKey = ({ mode, name }: TreeEntry): Buffer =>
  Buffer.concat([Buffer.from(name), Buffer.from(/^0?40000$/.test(mode) ? '/' : '')]);

export const bundleOf = (
  refs: readonly (readonly [id: string, name: string])[],
  prerequisites: readonly string[],
  pack: Buffer,
): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        '# v2 git bundle',
        ...prerequisites.map((id) => `-${id}`),
        ...refs.map((ref) => ref.join(' ')),
        '',
        '',
      ].join('\n'),
    ),
    pack,
  ]);
