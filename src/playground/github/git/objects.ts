// Reads commits, trees, files and differences out of a bare repository.
import { git, gitBytes, gitOrNull } from './git.ts';

export const zeroSha = '0'.repeat(40);

export interface CommitInfo {
  readonly sha: string;
  readonly treeSha: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface FileChange {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly blobSha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string | null;
}

/** Sha of the commit a name stands for; null when there is none. The name never reads as an option. */
export async function resolveCommit(gitDir: string, name: string): Promise<string | null> {
  if (name === '' || name.startsWith('-')) return null;
  for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
    const sha = await gitOrNull(gitDir, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${candidate}^{commit}`,
    ]);
    if (sha !== null && sha !== '') return sha;
  }
  return null;
}

export async function resolveRef(gitDir: string, ref: string): Promise<string | null> {
  const sha = await gitOrNull(gitDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', ref]);
  return sha === '' ? null : sha;
}

export async function listRefs(gitDir: string, prefix = 'refs/heads/'): Promise<Map<string, string>> {
  const text = await git(gitDir, ['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
  const refs = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line !== '') refs.set(line.slice(41), line.slice(0, 40));
  }
  return refs;
}

const commitFormat = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x01';

export async function readCommits(
  gitDir: string,
  range: readonly string[],
  limit = 250,
): Promise<CommitInfo[]> {
  const text = await git(gitDir, ['log', `--max-count=${limit}`, `--format=${commitFormat}`, ...range, '--']);
  return text
    .split('\x01')
    .map((entry) => entry.replace(/^\n/, ''))
    .filter((entry) => entry !== '')
    .map(parseCommit);
}

export async function readCommit(gitDir: string, sha: string): Promise<CommitInfo> {
  const [commit] = await readCommits(gitDir, [sha], 1);
  if (commit === undefined) throw new Error(`No commit ${sha} in ${gitDir}.`);
  return commit;
}

function parseCommit(entry: string): CommitInfo {
  const [
    sha = '',
    treeSha = '',
    parents = '',
    an = '',
    ae = '',
    at = '',
    cn = '',
    ce = '',
    ct = '',
    body = '',
  ] = entry.split('\x00');
  return {
    sha,
    treeSha,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: an, email: ae, date: at },
    committer: { name: cn, email: ce, date: ct },
    message: body.replace(/\n+$/, ''),
  };
}

export async function mergeBase(gitDir: string, one: string, other: string): Promise<string | null> {
  return await gitOrNull(gitDir, ['merge-base', one, other]);
}

export async function isAncestor(gitDir: string, older: string, newer: string): Promise<boolean> {
  return (await gitOrNull(gitDir, ['merge-base', '--is-ancestor', older, newer])) !== null;
}

/** How many commits `head` has that `base` lacks, and the other way round. */
export async function aheadBehind(
  gitDir: string,
  base: string,
  head: string,
): Promise<{ ahead: number; behind: number }> {
  const text = await git(gitDir, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = '0', ahead = '0'] = text.split('\t');
  return { ahead: Number(ahead), behind: Number(behind) };
}

/** Files that differ between two commits, with GitHub's kind of patch (hunks only, no file header). */
export async function changedFiles(gitDir: string, from: string, to: string): Promise<FileChange[]> {
  const shared = ['diff', '--no-ext-diff', '--no-color', '--find-renames', from, to];
  const raw = await git(gitDir, [...shared, '--raw', '--no-abbrev', '-z']);
  const counts = await git(gitDir, [...shared, '--numstat', '-z']);
  const patches = splitPatches(await git(gitDir, [...shared, '--patch']));
  const numbers = parseNumstat(counts);
  return parseRaw(raw).map((change) => {
    const count = numbers.get(change.path);
    const patch = count?.binary ? null : (patches.get(change.path) ?? null);
    return { ...change, additions: count?.additions ?? 0, deletions: count?.deletions ?? 0, patch };
  });
}

type RawChange = Omit<FileChange, 'additions' | 'deletions' | 'patch'>;

const statusNames: Record<string, FileChange['status']> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

function parseRaw(text: string): RawChange[] {
  const fields = text.split('\0');
  const changes: RawChange[] = [];
  for (let index = 0; index < fields.length; ) {
    const head = fields[index++];
    if (head === undefined || !head.startsWith(':')) continue;
    const [, , before = '', after = '', letter = 'M'] = head.split(' ');
    const first = fields[index++] ?? '';
    const isRename = letter.startsWith('R') || letter.startsWith('C');
    const path = isRename ? (fields[index++] ?? '') : first;
    const status = statusNames[letter[0] ?? 'M'] ?? 'modified';
    const blobSha = status === 'removed' ? before : after;
    changes.push({ path, previousPath: isRename ? first : null, status, blobSha });
  }
  return changes;
}

function parseNumstat(text: string): Map<string, { additions: number; deletions: number; binary: boolean }> {
  const fields = text.split('\0');
  const numbers = new Map<string, { additions: number; deletions: number; binary: boolean }>();
  for (let index = 0; index < fields.length; ) {
    const [added = '', deleted = '', name = ''] = (fields[index++] ?? '').split('\t');
    if (added === '') continue;
    // A rename has no name here: the old and the new one follow as fields of their own.
    const path = name === '' ? (fields[index + 1] ?? '') : name;
    if (name === '') index += 2;
    numbers.set(path, {
      additions: Number(added) || 0,
      deletions: Number(deleted) || 0,
      binary: added === '-',
    });
  }
  return numbers;
}

function splitPatches(text: string): Map<string, string> {
  const patches = new Map<string, string>();
  for (const section of text.split(/^diff --git /m).slice(1)) {
    const hunkAt = section.search(/^@@ /m);
    if (hunkAt < 0) continue;
    const header = section.slice(0, hunkAt);
    const path = /^\+\+\+ b\/(.*?)\t?$/m.exec(header)?.[1] ?? /^--- a\/(.*?)\t?$/m.exec(header)?.[1];
    if (path !== undefined) patches.set(path, section.slice(hunkAt).replace(/\n$/, ''));
  }
  return patches;
}

export type TreeEntry = { mode: string; type: 'blob' | 'tree' | 'commit'; sha: string; path: string };

export async function listTree(gitDir: string, sha: string, path: string): Promise<TreeEntry[]> {
  const text = await gitOrNull(gitDir, ['ls-tree', '-z', sha, '--', path]);
  return (text ?? '')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [meta = '', name = ''] = line.split('\t');
      const [mode = '', type = 'blob', entrySha = ''] = meta.split(' ');
      return { mode, type: type as TreeEntry['type'], sha: entrySha, path: name };
    });
}

export async function readBlob(gitDir: string, sha: string): Promise<Buffer> {
  return (await gitBytes(gitDir, ['cat-file', 'blob', sha])).stdout;
}
