// Takes the result out of a checkout whose agent is dead, with a git directory of our own: the agent's .git, with what it may
// have put into configuration and hooks, is never read.

import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORK_REF } from '#adapters/git/bundle.ts';
import type { Git } from '#adapters/git/git-command.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { copyIndex } from './checkout.ts';
import type { RunFolder } from './run-folder.ts';

const ADD_TIMEOUT_MS = 2 * 60_000;
const RESULT_MAX_BYTES = 64 * 1024;
const IDENTITY = {
  GIT_AUTHOR_NAME: 'agent',
  GIT_AUTHOR_EMAIL: 'agent@greenlight.invalid',
  GIT_COMMITTER_NAME: 'agent',
  GIT_COMMITTER_EMAIL: 'agent@greenlight.invalid',
};

/** A bundle of what differs from `fromSha`, at `bundlePath`; null when nothing does. Throws GitFailure, PortError bundle_invalid when it is too large. */
export async function collectBundle(
  git: Git,
  folder: RunFolder,
  spec: Pick<AttemptSpec, 'key' | 'mirrorDir' | 'fromSha' | 'limits' | 'setup'>,
  bundlePath: string,
): Promise<string | null> {
  const dir = folder.collectDir;
  await git.bytes(dir, ['init', '--quiet', '--bare', '--template=', '--initial-branch=none']);
  await mkdir(join(dir, 'info'), { recursive: true });
  await writeFile(join(dir, 'info/attributes'), '* -filter\n');
  await writeFile(join(dir, 'objects/info/alternates'), `${join(spec.mirrorDir, 'objects')}\n`);
  await copyIndex(join(folder.dir, 'index'), join(dir, 'index'));
  // What the set-up left untracked is not the agent's work.
  if (spec.setup !== undefined) await copyFile(join(folder.dir, 'excluded'), join(dir, 'info/exclude'));
  await addEverything(git, folder);
  const tree = await git.text(dir, ['write-tree']);
  if (tree === (await git.text(dir, ['rev-parse', '--verify', `${spec.fromSha}^{tree}`]))) return null;
  const commit = await git.text(dir, ['commit-tree', tree, '-p', spec.fromSha, '-m', 'Work of the agent'], {
    env: IDENTITY,
  });
  await git.bytes(dir, ['update-ref', WORK_REF, commit]);
  await git.bytes(dir, ['bundle', 'create', '--quiet', bundlePath, `^${spec.fromSha}`, WORK_REF], {
    timeoutMs: ADD_TIMEOUT_MS,
  });
  await refuseTooLarge(spec, bundlePath);
  return bundlePath;
}

async function refuseTooLarge(spec: Pick<AttemptSpec, 'key' | 'limits'>, bundlePath: string): Promise<void> {
  const { size } = await stat(bundlePath);
  if (size <= spec.limits.maxBundleBytes) return;
  await rm(bundlePath);
  const detail = `${spec.key}: the change is a bundle of ${size} bytes, at most ${spec.limits.maxBundleBytes}`;
  throw new PortError({ code: 'bundle_invalid', detail }, { retryable: false });
}

async function addEverything(git: Git, folder: RunFolder): Promise<void> {
  const words = ['--work-tree', folder.repoDir, 'add', '--all', '--', '.'];
  const options = {
    cwd: folder.repoDir,
    timeoutMs: ADD_TIMEOUT_MS,
    // Never look into repositories within the repository: their configuration is the agent's.
    config: [
      'diff.ignoreSubmodules=all',
      'advice.addEmbeddedRepo=false',
      'core.bare=false',
      'core.excludesFile=/dev/null',
    ],
  };
  const first = await git.attempt(folder.collectDir, words, options);
  if (first.exitCode === 0) return;
  // What an agent may leave that git refuses: files it locked, repositories within the repository.
  await unlock(folder.repoDir);
  await git.bytes(folder.collectDir, words, options);
}

/** Makes everything readable for us and removes git directories below the top. Links are not followed. */
async function unlock(dir: string, isTop = true): Promise<void> {
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.name === '.git') {
      if (!isTop) await rm(path, { recursive: true, force: true });
    } else if (entry.isDirectory()) await unlock(path, false);
    else if (entry.isFile()) await chmod(path, ((await lstat(path)).mode & 0o777) | 0o600);
  }
}

/** What the agent wrote, at most RESULT_MAX_BYTES of it; null when that is no ordinary file. */
export async function readResultFile(path: string): Promise<string | null> {
  // Not through a link, and not waiting for whoever should write into a pipe.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    await using file = await open(path, flags);
    if (!(await file.stat()).isFile()) return null;
    const buffer = Buffer.alloc(RESULT_MAX_BYTES);
    let sizeBytes = 0;
    for (let read = -1; read !== 0 && sizeBytes < buffer.length; sizeBytes += read) {
      read = (await file.read(buffer, sizeBytes, buffer.length - sizeBytes, sizeBytes)).bytesRead;
    }
    return buffer.toString('utf8', 0, sizeBytes);
  } catch (error) {
    // Missing, a link, a socket, or locked by the agent: there is no result to be had.
    if (NO_RESULT.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
const NO_RESULT = new Set(['ENOENT', 'ELOOP', 'ENXIO', 'EACCES', 'ENOTDIR', 'EMLINK']);
