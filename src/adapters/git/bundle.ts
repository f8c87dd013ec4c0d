// Reads the header of a git bundle by hand, so that no ref that an agent names is ever created on the trusted side.
import { open, stat } from 'node:fs/promises';
import { isSha, type Sha } from '#core/ids.ts';

/** The branch an agent works on in its checkout; the only ref of a bundle that is looked at. */
export const WORK_REF = 'refs/heads/greenlight/work';

const MAX_HEADER_BYTES = 64 * 1024;
const PACK_HEADER_BYTES = 12;

export type BundleHeader = {
  /** What WORK_REF points at. */
  readonly tip: Sha;
  /** Where the pack begins, in bytes. */
  readonly packAt: number;
  readonly objects: number;
  readonly otherRefs: number;
};

export type ReadHeader =
  | { readonly ok: true; readonly header: BundleHeader }
  | { readonly ok: false; readonly detail: string };

const refuse = (detail: string): ReadHeader => ({ ok: false, detail });

/** Nothing of the file beyond its header and the first bytes of its pack is read. Throws when the file cannot be read. */
export async function readBundleHeader(
  file: string,
  limits: { maxBundleBytes: number; maxObjects: number },
): Promise<ReadHeader> {
  const { size } = await stat(file);
  if (size > limits.maxBundleBytes) {
    return refuse(`bundle_too_large: ${size} bytes, at most ${limits.maxBundleBytes}`);
  }
  const start = await firstBytes(file);
  const end = start.indexOf('\n\n');
  if (end < 0) return refuse('not_a_bundle: no header');
  const refs = parseRefs(start.toString('latin1', 0, end));
  if (refs === undefined) return refuse('not_a_bundle: header malformed');
  const tip = refs.get(WORK_REF);
  if (tip === undefined) return refuse(`no_result_ref: the bundle has no ${WORK_REF}`);
  const pack = start.subarray(end + 2, end + 2 + PACK_HEADER_BYTES);
  if (pack.length < PACK_HEADER_BYTES || pack.toString('latin1', 0, 4) !== 'PACK') {
    return refuse('not_a_bundle: no pack');
  }
  const objects = pack.readUInt32BE(8);
  if (objects > limits.maxObjects)
    return refuse(`too_many_objects: ${objects}, at most ${limits.maxObjects}`);
  return { ok: true, header: { tip, packAt: end + 2, objects, otherRefs: refs.size - 1 } };
}

async function firstBytes(file: string): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const buffer = Buffer.alloc(MAX_HEADER_BYTES + PACK_HEADER_BYTES);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  return buffer.subarray(0, bytesRead);
}

/** Refs by name; undefined for anything but a version 2 header. Prerequisites ("-sha") are left to index-pack, which needs them. */
function parseRefs(header: string): Map<string, Sha> | undefined {
  const [first, ...lines] = header.split('\n');
  if (first !== '# v2 git bundle') return undefined;
  const refs = new Map<string, Sha>();
  for (const line of lines) {
    const match = /^(-?)([0-9a-f]{40})(?: (.*))?$/.exec(line);
    const oid = match?.[2] ?? '';
    if (match === null || !isSha(oid)) return undefined;
    if (match[1] === '' && match[3] !== undefined) refs.set(match[3], oid);
  }
  return refs;
}
