// What differs between two commits, read from objects: names and modes first, then sizes, and contents only where they are small.
import { MAX_COUNTED_FILES, type PatchStats, type PathChange } from '#core/patch.ts';
import type { Git } from './git-command.ts';

/** For listing names: a few trees can unfold into billions of paths, which git would gather before it prints them. */
const NAMES_LIMITS = { maxOutputBytes: 32 * 1024 * 1024, memoryKib: 900_000 };
const COUNT_TIMEOUT_MS = 30_000;
const STATUS: Record<string, PathChange['status']> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  T: 'type_changed',
};

/** One line of `diff-tree --raw`. A name that is not UTF-8 holds U+FFFD in its place. */
export type RawChange = Pick<PathChange, 'path' | 'status' | 'oldMode' | 'newMode'> & {
  readonly oldOid: string;
  readonly newOid: string;
};

export async function readRawChanges(git: Git, dir: string, from: string, to: string): Promise<RawChange[]> {
  const words = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to];
  const out = await git.text(dir, words, NAMES_LIMITS);
  const fields = out.split('\0');
  const changes: RawChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', letter = ''] = (fields[i] ?? '')
      .slice(1)
      .split(' ');
    const status = STATUS[letter];
    if (status === undefined) throw new Error(`diff-tree gave an unknown status ${JSON.stringify(letter)}`);
    changes.push({ path: fields[i + 1] ?? '', status, oldMode, newMode, oldOid, newOid });
  }
  return changes;
}

/** Sizes in bytes of objects that are blobs; what is something else, or missing, is not in the map. */
export async function readSizes(
  git: Git,
  dir: string,
  oids: readonly string[],
): Promise<Map<string, number>> {
  if (oids.length === 0) return new Map();
  const out = await git.text(dir, ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'], {
    stdin: `${oids.join('\n')}\n`,
  });
  const lines = out.split('\n').map((line) => line.split(' '));
  return new Map(
    lines.flatMap(([oid = '', type, size]) => (type === 'blob' ? [[oid, Number(size)] as const] : [])),
  );
}

/** Contents of blobs whose sizes are known to be small. */
export async function readBlobs(
  git: Git,
  dir: string,
  oids: readonly string[],
  maxTotalBytes: number,
): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  if (oids.length === 0) return contents;
  const out = await git.bytes(dir, ['cat-file', '--batch'], {
    stdin: `${oids.join('\n')}\n`,
    maxOutputBytes: maxTotalBytes + oids.length * 100,
  });
  for (let at = 0; at < out.length; ) {
    const lineEnd = out.indexOf(10, at);
    const [oid = '', , size] = out.toString('latin1', at, lineEnd).split(' ');
    const end = lineEnd + 1 + Number(size);
    contents.set(oid, out.subarray(lineEnd + 1, end));
    at = end + 1;
  }
  return contents;
}

/** Lines added and deleted, by git's own count; binaries count as none. */
export async function countLines(
  git: Git,
  dir: string,
  from: string,
  to: string,
  files: number,
): Promise<PatchStats> {
  if (files > MAX_COUNTED_FILES) return { files, additions: 0, deletions: 0 };
  const words = [
    'diff-tree',
    '-r',
    '-z',
    '--numstat',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    from,
    to,
  ];
  const out = await git.text(dir, words, { ...NAMES_LIMITS, timeoutMs: COUNT_TIMEOUT_MS });
  let additions = 0;
  let deletions = 0;
  for (const line of out.split('\0')) {
    const counts = /^(\d+)\t(\d+)\t/.exec(line);
    additions += Number(counts?.[1] ?? 0);
    deletions += Number(counts?.[2] ?? 0);
  }
  return { files, additions, deletions };
}

/** Names of everything in a commit's tree. */
export async function readTreeNames(git: Git, dir: string, commit: string): Promise<string[]> {
  const out = await git.text(dir, ['ls-tree', '-r', '-z', '--name-only', commit], {
    ...NAMES_LIMITS,
  });
  return out.split('\0').filter((name) => name !== '');
}
