// What was proved, where the change is reviewed: one comment for a commit on the pull request.
import type { EffectOf } from '#core/effects.ts';
import { type ProofRoom, proofComment } from '#core/messages/forge-words.ts';
import { networkOf } from '#core/policy.ts';
import { attemptNo, type Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';

export async function tellProof(
  deps: Pick<Deps, 'forge' | 'sandbox'>,
  task: Task,
  effect: EffectOf<'tell_proof'>,
): Promise<void> {
  const attempt = attemptNo(task, effect.attempt);
  const words = attempt && proofComment(task, attempt, roomOf(deps, task));
  if (task.pullRequest === null || words === undefined) return;
  await deps.forge.comment(task.repo, task.pullRequest.number, `${task.id}-proof-${effect.headSha}`, words);
}

function roomOf({ sandbox }: Pick<Deps, 'sandbox'>, task: Task): ProofRoom {
  if (sandbox.kind === 'worktree') return 'open';
  return networkOf(task.policy).length === 0 ? 'sealed' : 'some_network';
}
