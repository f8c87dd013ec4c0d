// What people decide in the chat: approve, retry, abort. A decision that comes second changes nothing and is told who was first.

import { approvalsGiven, approvalsNeeded } from '../approval.ts';
import type { EventOf } from '../events.ts';
import { personOf, samePerson } from '../people.ts';
import { mayAct } from '../permissions.ts';
import { isClosed } from '../task/state.ts';
import { approvableHead, type Task } from '../task/task.ts';
import { beginMerge } from './merge.ts';
import { changed, ignored, type Outcome, stopRunning, withTimer } from './outcome.ts';
import { withoutTheWait } from './rest.ts';
import { retry } from './retry.ts';

type Decided = EventOf<'approve'> | EventOf<'retry'> | EventOf<'abort'>;

/** Codes of refusals start with `refused_`: core/messages has a sentence for each. */
export function decide(task: Task, event: Decided): Outcome {
  const permission = mayAct(event.type, event.actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  const isStale = event.revision !== null && event.revision !== task.revision;
  if (isStale) return ignored('refused_stale');
  switch (event.type) {
    case 'approve':
      return approve(task, event);
    case 'retry':
      return retry(task, event);
    case 'abort':
      return abort(task, event);
  }
}

function approve(task: Task, event: EventOf<'approve'>): Outcome {
  const { state } = task;
  const headSha = approvableHead(task);
  if (headSha === undefined || !('atMs' in state)) return ignored('refused_not_green');
  const isOtherCommit = event.headSha !== null && event.headSha !== headSha;
  if (isOtherCommit) return ignored('refused_other_commit');
  const by = personOf(event.actor);
  const given = approvalsGiven(task, headSha);
  if (given.some((decision) => samePerson(decision.by, by))) return ignored('refused_approved_already');
  const decisions = [
    ...task.decisions,
    { action: 'approve' as const, by, atMs: event.atMs, headSha, waitingSinceMs: state.atMs },
  ];
  if (given.length + 1 < approvalsNeeded(task))
    return changed('approved_in_part', { decisions, timers: withExpiry(task, event.atMs) });
  const rounds = withoutTheWait(task, state.atMs, event.atMs);
  return beginMerge(task, headSha, by, event.atMs, 'approved', { decisions, rounds });
}

function withExpiry({ timers, policy }: Task, atMs: number): Task['timers'] {
  const { approvalExpiresMs } = policy;
  return approvalExpiresMs === undefined
    ? timers
    : withTimer(timers, 'approval_expiry', atMs + approvalExpiresMs);
}

function abort(task: Task, event: EventOf<'abort'>): Outcome {
  const { state } = task;
  if (isClosed(task)) return ignored('refused_closed');
  if (state.name === 'aborted') return ignored('refused_already_aborted');
  if (state.name === 'approved') return ignored('refused_merging');
  const by = personOf(event.actor);
  const decisions = [...task.decisions, { action: 'abort' as const, by, atMs: event.atMs }];
  return changed(
    'aborted',
    { decisions, state: { name: 'aborted', by, atMs: event.atMs } },
    stopRunning(state),
  );
}
