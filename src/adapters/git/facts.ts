// Turns a change into facts that the core judges: no rule is applied here, and nothing is ever checked out.
import type { Sha } from '#core/ids.ts';
import { MAX_COUNTED_FILES, type PatchFacts, type PathChange } from '#core/patch.ts';
import { findCollisions } from './collisions.ts';
import { BIG_FILE_BYTES, type Git } from './git-command.ts';
import {
  countLines,
  type RawChange,
  readBlobs,
  readRawChanges,
  readSizes,
  readTreeNames,
} from './read-change.ts';
import { scanFiles } from './scan.ts';
import type { ScanResult } from './scan-file.ts';
import { readWeakenings } from './weakenings.ts';

/** Contents are looked at up to this much in all, old and new; the rest counts as unchecked. */
const MAX_READ_BYTES = 32 * 1024 * 1024;
const SCAN_TIMEOUT_MS = 20_000;
const SNIFF_BYTES = 8_000;
/** The kernel takes no longer one. */
const MAX_LINK_BYTES = 4_096;
const SYMLINK = '120000';
const NO_OBJECT = '0'.repeat(40);
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

type Commits = { readonly fromSha: Sha; readonly baseSha: Sha; readonly tip: Sha };

/** Facts of the change between commits that are all in `dir` with everything they need. Throws GitFailure. */
export async function readFacts(
  git: Git,
  dir: string,
  { fromSha, baseSha, tip }: Commits,
): Promise<PatchFacts> {
  const raw = await readRawChanges(git, dir, fromSha, tip);
  const stats = await countLines(git, dir, fromSha, tip, raw.length);
  if (raw.length > MAX_COUNTED_FILES) {
    // No policy should allow so many: they are named, not looked at.
    const changes = raw.map((change) => ({ ...bare(change), unchecked: true }));
    return { fromSha, changes, weakenings: [], stats };
  }
  const sizes = await readSizes(git, dir, [...new Set(raw.flatMap(blobsOf))]);
  const readable = chooseReadable(raw, sizes);
  const oids = [...new Set(readable.flatMap(blobsOf))].filter(
    (oid) => (sizes.get(oid) ?? Infinity) <= BIG_FILE_BYTES,
  );
  const contents = await readBlobs(git, dir, oids, MAX_READ_BYTES);
  const scanned = await scanTexts(readable, contents);
  const collisions = await findNewCollisions(git, dir, raw, tip);
  return {
    fromSha,
    changes: raw.map((change) => describe(change, { sizes, contents, scanned, collisions })),
    weakenings: await readWeakenings(git, dir, baseSha, tip),
    stats,
  };
}

const isBlobMode = (mode: string): boolean => mode.startsWith('100') || mode === SYMLINK;

/** Blobs of both sides; submodules name commits of other repositories, which are not here. */
function blobsOf(change: RawChange): string[] {
  const sides = [
    { mode: change.oldMode, oid: change.oldOid },
    { mode: change.newMode, oid: change.newOid },
  ];
  return sides.filter(({ mode, oid }) => isBlobMode(mode) && oid !== NO_OBJECT).map(({ oid }) => oid);
}

/** Changes with new content that is small enough, until the total is used up. */
function chooseReadable(raw: readonly RawChange[], sizes: ReadonlyMap<string, number>): RawChange[] {
  let leftBytes = MAX_READ_BYTES;
  return raw.filter((change) => {
    const newSize = sizes.get(change.newOid);
    if (!isBlobMode(change.newMode) || newSize === undefined || newSize > BIG_FILE_BYTES) return false;
    const oldSize = sizes.get(change.oldOid) ?? 0;
    leftBytes -= newSize + (oldSize > BIG_FILE_BYTES ? 0 : oldSize);
    return leftBytes >= 0;
  });
}

const isBinary = (content: Buffer): boolean =>
  content.subarray(0, SNIFF_BYTES).includes(0) ||
  content.toString('latin1', 0, LFS_POINTER.length) === LFS_POINTER;

/** Results by path. Binaries are scanned too: a secret may stand in one. */
async function scanTexts(
  readable: readonly RawChange[],
  contents: ReadonlyMap<string, Buffer>,
): Promise<Map<string, ScanResult>> {
  const inputs = readable.map((change) => ({
    path: change.path,
    text: contents.get(change.newOid)?.toString('utf8') ?? '',
    oldText: contents.get(change.oldOid)?.toString('utf8') ?? '',
  }));
  const results = await scanFiles(inputs, SCAN_TIMEOUT_MS);
  return new Map(
    inputs.flatMap((input, i) => {
      const result = results[i];
      return result === undefined ? [] : [[input.path, result] as const];
    }),
  );
}

async function findNewCollisions(
  git: Git,
  dir: string,
  raw: readonly RawChange[],
  tip: Sha,
): Promise<Map<string, string>> {
  const added = raw.filter((change) => change.status === 'added').map((change) => change.path);
  return added.length === 0 ? new Map() : findCollisions(added, await readTreeNames(git, dir, tip));
}

const bare = ({ path, status, oldMode, newMode }: RawChange): PathChange => ({
  path,
  status,
  oldMode,
  newMode,
  sizeBytes: 0,
  binary: false,
  secrets: [],
});

type Known = {
  readonly sizes: ReadonlyMap<string, number>;
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly scanned: ReadonlyMap<string, ScanResult>;
  readonly collisions: ReadonlyMap<string, string>;
};

function describe(change: RawChange, known: Known): PathChange {
  const collidesWith = known.collisions.get(change.path);
  const common = {
    ...bare(change),
    sizeBytes: known.sizes.get(change.newOid) ?? 0,
    ...(collidesWith === undefined ? {} : { collidesWith }),
  };
  if (!isBlobMode(change.newMode)) return common;
  const content = known.contents.get(change.newOid);
  const scan = known.scanned.get(change.path);
  const isLink = change.newMode === SYMLINK;
  const isTooLong = isLink && (content?.length ?? 0) > MAX_LINK_BYTES;
  if (content === undefined || scan === undefined || isTooLong) return { ...common, unchecked: true };
  const binary = isBinary(content);
  return {
    ...common,
    binary: !isLink && binary,
    ...(binary ? {} : { addedBytes: scan.addedBytes }),
    secrets: scan.secrets,
    // Noise read as text holds any character.
    ...(scan.invisibleLine === undefined || binary ? {} : { invisibleLine: scan.invisibleLine }),
    ...(isLink ? { linkTarget: content.toString('utf8') } : {}),
  };
}
