// Makes commits and merges inside a bare repository, without a work tree.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitError, git, gitBytes } from './git.ts';

export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
  readonly atMs: number;
}

function authorEnvironment(author: CommitAuthor): Record<string, string> {
  const date = `${Math.floor(author.atMs / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: date,
  };
}

export async function commitTree(
  gitDir: string,
  commit: { tree: string; parents: readonly string[]; message: string; author: CommitAuthor },
): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  return await git(gitDir, ['commit-tree', commit.tree, ...parents], {
    input: commit.message,
    env: authorEnvironment(commit.author),
  });
}

/** Commit on top of `parent` with some files written (text) or removed (null). Moves no ref. */
export async function commitFiles(
  gitDir: string,
  change: {
    parent: string | null;
    files: Readonly<Record<string, string | null>>;
    message: string;
    author: CommitAuthor;
  },
): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'github-index-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    if (change.parent !== null) await git(gitDir, ['read-tree', change.parent], { env });
    for (const [path, text] of Object.entries(change.files)) await stageFile(gitDir, path, text, env);
    const tree = await git(gitDir, ['write-tree'], { env });
    const parents = change.parent === null ? [] : [change.parent];
    return await commitTree(gitDir, { tree, parents, message: change.message, author: change.author });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function stageFile(
  gitDir: string,
  path: string,
  text: string | null,
  env: Record<string, string>,
): Promise<void> {
  if (text === null) {
    await git(gitDir, ['update-index', '--force-remove', '--', path], { env });
    return;
  }
  const blob = await git(gitDir, ['hash-object', '-w', '--stdin'], { input: text });
  await git(gitDir, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env });
}

/** Tree of merging two commits; null when they conflict. */
export async function mergedTree(gitDir: string, ours: string, theirs: string): Promise<string | null> {
  const args = ['merge-tree', '--write-tree', '--allow-unrelated-histories', ours, theirs];
  const { stdout, exitCode, stderr } = await gitBytes(gitDir, args);
  if (exitCode === 0) return stdout.toString('utf8').split('\n')[0] ?? null;
  if (exitCode === 1) return null;
  throw new GitError(args, exitCode, stderr);
}

/** Bare repository whose first commit holds the files of a directory. */
export async function seedRepository(
  gitDir: string,
  seed: { dir: string; branch: string; message: string; author: CommitAuthor },
): Promise<void> {
  await git(null, ['init', '--quiet', '--bare', `--initial-branch=${seed.branch}`, gitDir]);
  for (const [key, value] of Object.entries(serverSettings)) await git(gitDir, ['config', key, value]);
  const scratch = await mkdtemp(join(tmpdir(), 'github-seed-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    await git(gitDir, [`--work-tree=${seed.dir}`, 'add', '--all', '--force', '.'], { env, cwd: seed.dir });
    const tree = await git(gitDir, ['write-tree'], { env });
    const sha = await commitTree(gitDir, { tree, parents: [], message: seed.message, author: seed.author });
    await git(gitDir, ['update-ref', `refs/heads/${seed.branch}`, sha]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const serverSettings = {
  'http.receivepack': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  'uploadpack.allowFilter': 'true',
  'receive.fsckObjects': 'true',
  'receive.maxInputSize': '104857600',
  'gc.auto': '0',
  'core.logAllRefUpdates': 'false',
};
