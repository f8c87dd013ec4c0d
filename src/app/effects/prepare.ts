// Finds the repository, its base commit and the rules written there. Rules are read from the base branch, never from an agent's branch.
import type { EffectOf } from '#core/effects.ts';
import { narrow } from '#core/egress/narrow.ts';
import { foreignImages, networkOf, tighten } from '#core/policy.ts';
import { problem } from '#core/problem.ts';
import type { Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';
import { digestOf } from '../digest.ts';
import { REPOSITORY_FILE, readRepositoryFile } from '../repository-file.ts';
import { withDetectedTests } from './detect-tests.ts';

export async function prepare(
  deps: Pick<Deps, 'engine' | 'forge' | 'clock'>,
  task: Task,
  effect: EffectOf<'prepare'>,
): Promise<void> {
  const { forge } = deps;
  const { defaultBranch } = await forge.repository(task.repo);
  const baseBranch = task.baseBranch ?? defaultBranch;
  const baseSha = await forge.branchHead(task.repo, baseBranch);
  if (baseSha === undefined) {
    const instead =
      baseBranch === defaultBranch ? 'the repository is empty' : `its default branch is ${defaultBranch}`;
    throw new PortError(problem('base_branch_missing', instead), { retryable: false });
  }
  const file = await forge.readFile(task.repo, REPOSITORY_FILE, baseSha);
  const read = readRepositoryFile(file ?? '');
  if (!read.ok)
    throw new PortError(problem('policy_invalid', read.problems.join('; ')), { retryable: false });
  const narrowed = narrow(networkOf(task.policy), read.network);
  if (!narrowed.ok)
    throw new PortError(problem('policy_invalid', narrowed.problems.join('; ')), { retryable: false });
  const foreign = foreignImages(tighten(task.policy, read.policy));
  if (foreign.length > 0)
    throw new PortError(problem('policy_invalid', foreign.join('; ')), { retryable: false });
  const tightened = { ...tighten(task.policy, read.policy), network: narrowed.rules };
  const policy = await withDetectedTests(deps, task, tightened, baseSha);
  const policyDigest = digestOf({ policy, file: file ?? null });
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:prepared`,
    atMs: deps.clock.nowMs(),
    type: 'prepared',
    baseBranch,
    baseSha,
    policy,
    policyDigest,
  });
}
