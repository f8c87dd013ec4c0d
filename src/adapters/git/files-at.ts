// The names of a commit's files, read from a mirror: what a printed path can mean there.
import type { Sha } from '#core/ids.ts';
import type { Git } from './git-command.ts';

/** Far more than any path that a log prints; a tree with more is too large to be held against. */
const MAX_OUTPUT_BYTES = 24 * 1024 * 1024;

/** Undefined where the mirror has no such commit, or its tree is too large: half a tree would call the other half foreign. */
export async function filesAt(
  git: Git,
  dir: string,
  commit: Sha,
  maxFiles: number,
): Promise<readonly string[] | undefined> {
  const read = await git.attempt(dir, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit], {
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  if (read.exitCode !== 0) return undefined;
  const files = read.stdout.toString('utf8').split('\0').slice(0, -1);
  return files.length > maxFiles ? undefined : files;
}
