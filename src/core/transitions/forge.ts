// What people do on the forge itself. Humans win: Greenlight steps back, says so, and never overwrites them.
import type { EventOf } from '../events.ts';
import { hasStoodAt } from '../task/attempt.ts';
import type { NeedsHuman } from '../task/state.ts';
import { approvableHead, type Task } from '../task/task.ts';
import { nameOf } from './merge.ts';
import { changed, ignored, type Outcome, stopRunning } from './outcome.ts';
import { needsHuman } from './rest.ts';

const isOurs = (task: Task, headSha: string | null): boolean =>
  task.headSha === headSha ||
  (headSha !== null && task.attempts.some((attempt) => hasStoodAt(attempt, headSha)));

export function branchMoved(task: Task, event: EventOf<'branch_moved'>): Outcome {
  const { state } = task;
  if (isOurs(task, event.headSha)) return ignored('our_own_push');
  if (task.baseSha === null) return ignored('branch_not_ours_yet');
  switch (state.name) {
    case 'publishing':
      // Our own push is not recorded yet, so it cannot be told from another's here; the push itself expects the old commit and finds out.
      return ignored('publisher_will_see');
    case 'approved':
    case 'merged':
      return ignored('merge_expects_the_head');
    case 'blocked':
    case 'needs_human':
    case 'aborted':
      if (approvableHead(task) !== undefined) break;
      return changed('branch_moved_at_rest', { headSha: event.headSha });
  }
  return stepBack(
    { ...task, headSha: event.headSha },
    { code: 'human_pushed', detail: event.headSha?.slice(0, 7) ?? 'the branch was deleted', by: event.by },
    event.atMs,
    'human_pushed',
  );
}

export function pullRequestClosed(task: Task, event: EventOf<'pull_request_closed'>): Outcome {
  const { state } = task;
  if (task.pullRequest === null) return ignored('no_pull_request_yet');
  if (state.name === 'merged') return ignored('already_merged');
  if (event.mergeSha !== null) {
    const by = state.name === 'approved' && state.step === 'merging' ? nameOf(state.by) : event.by;
    return changed(
      'merged',
      { state: { name: 'merged', mergeSha: event.mergeSha, by, atMs: event.atMs } },
      stopRunning(state),
    );
  }
  if (task.pullRequest.closed) return ignored('already_closed');
  const pullRequest = { ...task.pullRequest, closed: true as const };
  if (isDecided(task)) return changed('pull_request_closed_at_rest', { pullRequest });
  return stepBack(
    { ...task, pullRequest },
    { code: 'pull_request_closed', detail: '', by: event.by },
    event.atMs,
    'pull_request_closed',
  );
}

export function pullRequestDrafted(task: Task, event: EventOf<'pull_request_drafted'>): Outcome {
  const { state } = task;
  const wasReady =
    (state.name === 'approved' && state.step === 'merging') || state.name === 'ready_for_review';
  if (!wasReady) return ignored('still_a_draft');
  const pullRequest = task.pullRequest && { ...task.pullRequest, draft: true };
  return stepBack(
    { ...task, pullRequest },
    { code: 'pull_request_drafted', detail: '', by: event.by },
    event.atMs,
    'pull_request_drafted',
  );
}

export function changesRequested(task: Task, event: EventOf<'changes_requested'>): Outcome {
  const { name } = task.state;
  if (isDecided(task) || name === 'merged' || name === 'requested') return ignored('already_at_rest');
  return stepBack(
    task,
    { code: 'changes_requested', detail: event.comment.slice(0, 500), by: event.by },
    event.atMs,
    'changes_requested',
  );
}

/** Nothing is offered that a step of somebody else could undo. */
const isDecided = (task: Task): boolean => {
  const { name } = task.state;
  const isAtRest = name === 'blocked' || name === 'needs_human' || name === 'aborted';
  return isAtRest && approvableHead(task) === undefined;
};

function stepBack(task: Task, reason: NeedsHuman, atMs: number, code: string): Outcome {
  const { headSha, pullRequest } = task;
  return changed(
    code,
    { headSha, pullRequest, state: needsHuman(task, reason, atMs) },
    stopRunning(task.state),
  );
}
