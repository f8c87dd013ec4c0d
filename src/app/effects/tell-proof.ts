// What was proved, where the change is reviewed: one comment for a commit on the pull request.
import type { EffectOf } from '#core/effects.ts';
import { proofComment } from '#core/messages/forge-words.ts';
import { attemptNo, type Task } from '#core/task.ts';
import type { Deps } from '../deps.ts';

export async function tellProof(
  deps: Pick<Deps, 'forge'>,
  task: Task,
  effect: EffectOf<'tell_proof'>,
): Promise<void> {
  const attempt = attemptNo(task, effect.attempt);
  const words = attempt && proofComment(task, attempt);
  if (task.pullRequest === null || words === undefined) return;
  await deps.forge.comment(task.repo, task.pullRequest.number, `${task.id}-proof-${effect.headSha}`, words);
}
