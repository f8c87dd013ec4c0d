// The check on a commit says whether it is approved, as the task stands when this runs.
import { APPROVAL_CHECK, type Approval, approvalOf } from '#core/approval.ts';
import type { EffectOf } from '#core/effects.ts';
import { approvalCheckWords } from '#core/messages/approval-words.ts';
import type { Task } from '#core/task/task.ts';
import type { ForgeCheck } from '#ports/forge.ts';
import type { Deps } from '../deps.ts';

/** Void is failed: GitHub takes a neutral check for a passed one where it is required. */
const STATES: Readonly<Record<Approval['is'], ForgeCheck['state']>> = {
  pending: 'pending',
  approved: 'passed',
  void: 'failed',
};

export async function showApproval(
  { engine, forge }: Pick<Deps, 'engine' | 'forge'>,
  stale: Task,
  { headSha }: EffectOf<'show_approval'>,
): Promise<void> {
  const task = (await engine.get(stale.id)) ?? stale;
  await forge.showCheck(task.repo, {
    name: APPROVAL_CHECK,
    sha: headSha,
    key: task.id,
    state: STATES[approvalOf(task, headSha).is],
    ...approvalCheckWords(task, headSha),
  });
}
