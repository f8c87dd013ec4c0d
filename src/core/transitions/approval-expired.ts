// Half an approval does not count for ever: whoever gave it knew the code, the base and the day of then.
import { approvalsGiven } from '../approval.ts';
import { approvableHead, type Task } from '../task/task.ts';
import { changed, type Outcome } from './outcome.ts';

/** The commit waits for approvals still, and for one more than before. */
export function approvalExpired(task: Task, atMs: number): Outcome {
  const head = approvableHead(task);
  const lastsMs = task.policy.approvalExpiresMs ?? Number.POSITIVE_INFINITY;
  const late =
    head === undefined ? [] : approvalsGiven(task, head).filter((each) => each.atMs + lastsMs <= atMs);
  if (late.length === 0) return changed('timer_spent', { timers: task.timers }, [], { quiet: true });
  const decisions = task.decisions.map((each) =>
    late.includes(each) ? { ...each, expiredAtMs: atMs } : each,
  );
  return changed('approval_expired', { timers: task.timers, decisions }, [
    {
      type: 'post_reply',
      key: `${task.id}-expired-${task.sequence + 1}`,
      reply: { kind: 'approval_expired', atMs },
    },
  ]);
}

/** Whether one of them waits for another. */
export function isHalfApproved(task: Task): boolean {
  const head = approvableHead(task);
  return head !== undefined && approvalsGiven(task, head).length > 0;
}
