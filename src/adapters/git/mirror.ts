// Bare mirrors of repositories: made once, fetched by full URL, never checked out. A ref under refs/greenlight/ proves
// that a commit is here with everything it needs; a pack alone does not (a fetch may have died half-way).
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSha, type Sha } from '#core/ids.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitRemote } from '#ports/publisher.ts';
import { type Git, GitFailure, type GitResult } from './git-command.ts';
import { branchRef, mirrorBranchRef, mirrorCommitRef, mirrorPath } from './names.ts';
import { diskFull, isDiskFull, remoteFailure, remoteOptions } from './remote.ts';

const FETCH_TIMEOUT_MS = 30 * 60_000;
const ASK_TIMEOUT_MS = 60_000;
const UPKEEP_TIMEOUT_MS = 10 * 60_000;
/** Packs beyond this make every look-up slower; they are rolled into fewer. */
const MAX_PACKS = 50;

const FETCH_WORDS = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-recurse-submodules',
];

export type Mirrors = {
  /** Directory of the mirror that holds `want.sha`, fetched where it did not. Throws PortError. */
  holding(repo: RepoRef, remote: GitRemote, want: { sha: Sha; branch: string }): Promise<string>;
  /** Directory of a mirror that is there already. Throws PortError workspace_failed when it is not. */
  existing(repo: RepoRef): Promise<string>;
  /** Commits that a pack for `sha` may build on; `here` where it is there already. Makes the mirror where there was none. */
  offer(repo: RepoRef, sha: Sha): Promise<readonly string[] | 'here'>;
  /** Takes in a thin pack that holds what was missing of `sha`. Throws GitFailure where it does not. Gives the mirror's directory. */
  take(repo: RepoRef, sha: Sha, packFile: string): Promise<string>;
  /** Runs `work` while nothing else writes to the mirror. */
  alone<T>(repo: RepoRef, work: () => Promise<T>): Promise<T>;
};

export function gitMirrors(deps: { git: Git; root: string; log: Log }): Mirrors {
  const { git, root, log } = deps;
  const tails = new Map<string, Promise<unknown>>();
  const opened = new Set<string>();

  async function alone<T>(repo: RepoRef, work: () => Promise<T>): Promise<T> {
    const dir = mirrorPath(root, repo);
    const before = tails.get(dir) ?? Promise.resolve();
    const mine = before.then(work, work);
    const tail = mine.catch(() => undefined);
    tails.set(dir, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(dir) === tail) tails.delete(dir);
    }
  }

  async function open(repo: RepoRef): Promise<string> {
    const dir = mirrorPath(root, repo);
    if (opened.has(dir)) return dir;
    if (await exists(dir)) await removeStaleLocks(dir);
    else await makeMirror(git, dir);
    opened.add(dir);
    return dir;
  }

  return {
    alone,
    async existing(repo) {
      const dir = mirrorPath(root, repo);
      if (await exists(dir)) return dir;
      throw new PortError(
        { code: 'workspace_failed', detail: `${repoName(repo)}: there is no mirror of it here` },
        { retryable: true },
      );
    },
    offer: (repo, sha) =>
      alone(repo, async () => {
        const dir = await open(repo);
        return (await holds(git, dir, sha)) ? 'here' : await newestCommits(git, dir);
      }),
    take: (repo, sha, packFile) =>
      alone(repo, async () => {
        const dir = await open(repo);
        const pack = { stdin: { file: packFile, start: 0 }, timeoutMs: FETCH_TIMEOUT_MS };
        await git.bytes(dir, ['index-pack', '--stdin', '--fix-thin', '--strict'], pack);
        await git.bytes(dir, ['update-ref', mirrorCommitRef(sha), sha]);
        await keepFewPacks(git, dir);
        return dir;
      }),
    holding: (repo, remote, want) =>
      alone(repo, async () => {
        const dir = await open(repo).catch((error: unknown) => {
          throw fsFailure(repoName(repo), error);
        });
        if (await holds(git, dir, want.sha)) return dir;
        const startedAtMs = performance.now();
        await fetchCommit(git, dir, { repo, remote, ...want });
        log.info(
          { repo: repoName(repo), sha: want.sha, tookMs: Math.round(performance.now() - startedAtMs) },
          'mirror fetched',
        );
        await keepFewPacks(git, dir);
        return dir;
      }),
  };
}

/** True when the commit is reachable from what was fetched whole before. */
async function holds(git: Git, dir: string, sha: Sha): Promise<boolean> {
  const missing = await git.attempt(dir, ['rev-list', '-1', sha, '--not', '--glob=refs/greenlight/*']);
  return missing.exitCode === 0 && missing.stdout.length === 0;
}

const MAX_OFFERED = 200;

async function newestCommits(git: Git, dir: string): Promise<readonly string[]> {
  const words = [`--count=${MAX_OFFERED}`, '--sort=-creatordate', '--format=%(objectname)'];
  const ids = await git.text(dir, ['for-each-ref', ...words, 'refs/greenlight/commits']);
  return ids === '' ? [] : ids.split('\n');
}

type Wanted = { repo: RepoRef; remote: GitRemote; sha: Sha; branch: string };

/** By commit first, since a branch may have moved on; by branch where the server gives out only what its branches point at. */
async function fetchCommit(git: Git, dir: string, wanted: Wanted): Promise<void> {
  const { remote, sha, branch } = wanted;
  const subject = `${repoName(wanted.repo)}: fetch`;
  const byCommit = await fetch(git, dir, remote, `${sha}:${mirrorCommitRef(sha)}`);
  if (byCommit.exitCode === 0) return;
  if (!wasAnswered(byCommit)) throw remoteFailure(subject, remote, byCommit);
  const byBranch = await fetch(git, dir, remote, `+${branchRef(branch)}:${mirrorBranchRef(branch)}`);
  if (byBranch.exitCode === 0 && (await holds(git, dir, sha))) return;
  if (byBranch.exitCode !== 0) {
    // Either the branch is gone or the line broke: asking for its head tells which.
    const head = await remoteHead(git, dir, { subject, remote, branch });
    if (head !== null) throw remoteFailure(subject, remote, byBranch);
  }
  throw new PortError(
    {
      code: 'base_branch_missing',
      detail: `${subject}: no commit ${sha}, neither by itself nor on branch ${branch}`.slice(0, 500),
    },
    { retryable: false, cause: new GitFailure('fetch', byCommit) },
  );
}

/** The commit a branch of the remote points at, null when there is no such branch. Throws PortError. */
export async function remoteHead(
  git: Git,
  dir: string,
  at: { subject: string; remote: GitRemote; branch: string },
): Promise<Sha | null> {
  const ref = branchRef(at.branch);
  const result = await git.attempt(dir, ['ls-remote', '--quiet', at.remote.url, ref], {
    ...remoteOptions(at.remote),
    timeoutMs: ASK_TIMEOUT_MS,
  });
  if (result.exitCode !== 0 || result.cut !== null) throw remoteFailure(at.subject, at.remote, result);
  // ls-remote matches the end of names: only the whole name counts.
  const lines = result.stdout.toString('utf8').split('\n');
  const oid = lines.find((line) => line.slice(41) === ref)?.slice(0, 40) ?? '';
  return isSha(oid) ? oid : null;
}

const fetch = (git: Git, dir: string, remote: GitRemote, refspec: string): Promise<GitResult> =>
  git.attempt(dir, [...FETCH_WORDS, remote.url, refspec], {
    ...remoteOptions(remote),
    // Whole packs rather than thousands of loose files.
    config: ['fetch.unpackLimit=1'],
    timeoutMs: FETCH_TIMEOUT_MS,
  });

/** The server spoke git with us (its last status is a success): what failed is the question, not the way there. */
const wasAnswered = (result: GitResult): boolean => {
  if (result.cut !== null || isDiskFull(result.stderr)) return false;
  const status = result.httpStatus;
  return status !== null && status >= 200 && status < 300;
};

/** Made beside its place and renamed, so that a half-made mirror is never taken for one. */
async function makeMirror(git: Git, dir: string): Promise<void> {
  const made = `${dir}.${randomUUID()}.new`;
  await mkdir(dirname(dir), { recursive: true, mode: 0o700 });
  try {
    await git.bytes(made, ['init', '--quiet', '--bare', '--template=', '--initial-branch=none']);
    await rename(made, dir);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** A git that died with the bot leaves `*.lock` files that would refuse every later write; only this process writes here. */
async function removeStaleLocks(dir: string): Promise<void> {
  const names = await readdir(dir, { recursive: true });
  const locks = names.filter(
    (name) => name.endsWith('.lock') || /(?:^|\/)tmp_(?:pack|idx|obj)_[^/]*$/.test(name),
  );
  for (const name of locks) await rm(join(dir, name), { force: true });
}

async function keepFewPacks(git: Git, dir: string): Promise<void> {
  const packs = (await readdir(join(dir, 'objects/pack'))).filter((name) => name.endsWith('.pack'));
  if (packs.length <= MAX_PACKS) return;
  // Geometric: only the small packs are written again. Nothing is thrown away, workspaces may point at any object.
  await git.bytes(dir, ['repack', '-d', '--geometric=2', '--quiet'], { timeoutMs: UPKEEP_TIMEOUT_MS });
  await git.bytes(dir, ['pack-refs', '--all'], { timeoutMs: UPKEEP_TIMEOUT_MS });
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
/** A full disk as PortError; anything else as it is. */
export const fsFailure = (subject: string, error: unknown): unknown =>
  FULL.has((error as NodeJS.ErrnoException).code ?? '')
    ? diskFull(subject, (error as Error).message, error)
    : error;
