// What the set-up of a repository depends on, as one name: the same name means that an earlier result can be used again.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import type { Sha } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import { decidesSetup } from '#core/setup-files.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec, SetupSpec } from '#ports/sandbox.ts';

const MAX_TREE_BYTES = 256 * 1024 * 1024;

export type SetupKey = { readonly atSha: Sha; readonly digest: string };

/**
 * Where the run's commit has the lockfiles of the base, the base itself is set up, and the result shared. Where it has not,
 * the set-up is that commit's alone: an agent wrote it, and nothing that it may have put there reaches another task.
 */
export async function setupKey(
  spec: Pick<AttemptSpec, 'mirrorDir' | 'fromSha'>,
  setup: SetupSpec,
): Promise<SetupKey> {
  const { baseSha, commands } = setup;
  const own = await deciding(spec.mirrorDir, spec.fromSha, commands);
  const isShared = spec.fromSha === baseSha || (await isSame(spec.mirrorDir, baseSha, commands, own));
  const parts = [JSON.stringify(commands), own, isShared ? '' : spec.fromSha];
  return {
    atSha: isShared ? baseSha : spec.fromSha,
    digest: createHash('sha256').update(parts.join('\0')).digest('hex'),
  };
}

/** A branch that somebody rewrote may not have the base any more, and then neither has a mirror of that branch alone. */
async function isSame(
  mirrorDir: string,
  baseSha: Sha,
  commands: readonly string[],
  own: string,
): Promise<boolean> {
  return await deciding(mirrorDir, baseSha, commands).then(
    (base) => base === own,
    () => false,
  );
}

/** Mode, id and path of each file that counts, as git lists them. */
async function deciding(mirrorDir: string, at: Sha, commands: readonly string[]): Promise<string> {
  const args = ['-c', 'safe.directory=*', '--git-dir', mirrorDir, 'ls-tree', '-r', '-z', '--full-tree', at];
  try {
    const { stdout } = await promisify(execFile)('git', args, { maxBuffer: MAX_TREE_BYTES });
    const counts = (entry: string) => decidesSetup(entry.slice(entry.indexOf('\t') + 1), commands);
    return stdout
      .split('\0')
      .filter((entry) => entry !== '' && counts(entry))
      .join('\0');
  } catch (error) {
    const detail = `Commit ${at} could not be read from the mirror. Fetch the repository again.`;
    throw new PortError(problem('workspace_failed', detail), { retryable: true, cause: error });
  }
}
