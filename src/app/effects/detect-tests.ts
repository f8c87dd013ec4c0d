// How the tests of a repository are run, where a proof is wanted and nobody has said so: told from files at the base commit.
import type { Sha } from '#core/ids.ts';
import type { Policy } from '#core/policy.ts';
import { detectTestCommand, TELLING_FILES } from '#core/proof/detect.ts';
import type { Task } from '#core/task/task.ts';
import { proofWanted } from '#core/transitions/prove.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';

/** The policy with the command that was found; as it was where there is one, none is wanted, or none was found. */
export async function withDetectedTests(
  deps: Pick<Deps, 'forge'>,
  task: Task,
  policy: Policy,
  baseSha: Sha,
): Promise<Policy> {
  const isSaid = policy.prove.command !== null && policy.prove.detectedIn === undefined;
  if (isSaid || proofWanted({ ...task, policy }) === undefined) return policy;
  for (const path of TELLING_FILES) {
    const text = await textOf(deps, task, path, baseSha);
    const found = text === undefined ? undefined : detectTestCommand(path, text);
    if (found !== undefined)
      return { ...policy, prove: { ...policy.prove, command: found.command, detectedIn: found.from } };
  }
  return policy;
}

/** A file that the forge will not show tells nothing. */
async function textOf(
  { forge }: Pick<Deps, 'forge'>,
  { repo }: Task,
  path: string,
  baseSha: Sha,
): Promise<string | undefined> {
  try {
    return await forge.readFile(repo, path, baseSha);
  } catch (error) {
    if (!(error instanceof PortError) || error.retryable) throw error;
    return undefined;
  }
}
