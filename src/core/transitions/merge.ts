// From a decision to the end: ready for review, then merged with exactly the commit that was approved.
import type { EventOf } from '../events.ts';
import type { Sha } from '../ids.ts';
import type { Person } from '../people.ts';
import type { Task } from '../task/task.ts';
import { type Changes, changed, ignored, type Outcome } from './outcome.ts';

/** `by` is null where policy merges by itself. */
export function beginMerge(
  _task: Task,
  headSha: Sha,
  by: Person | null,
  atMs: number,
  code: string,
  changes: Changes = {},
): Outcome {
  return changed(
    code,
    { ...changes, state: { name: 'approved', step: 'marking_ready', headSha, by, atMs } },
    [{ type: 'mark_ready', headSha }],
  );
}

export function markedReady(task: Task, event: EventOf<'marked_ready'>): Outcome {
  const { state } = task;
  if (state.name !== 'approved' || state.step !== 'marking_ready') return ignored('not_marking_ready');
  const pullRequest = task.pullRequest && { ...task.pullRequest, draft: false };
  if (task.policy.merge === 'never') {
    return changed('ready_for_review', {
      pullRequest,
      state: { name: 'ready_for_review', headSha: state.headSha, by: nameOf(state.by), atMs: event.atMs },
    });
  }
  return changed('marked_ready', { pullRequest, state: { ...state, step: 'merging' } }, [
    { type: 'merge', headSha: state.headSha },
  ]);
}

export function mergeDone(task: Task, event: EventOf<'merge_done'>): Outcome {
  const by = whoApproved(task);
  if (by === undefined) return ignored('not_merging');
  return changed('merged', {
    state: { name: 'merged', mergeSha: event.mergeSha, by: nameOf(by), atMs: event.atMs },
  });
}

/** A merge that was under way when somebody stepped in on the forge is a fact all the same. Undefined where none can be. */
function whoApproved(task: Task): Person | null | undefined {
  const { state } = task;
  if (state.name === 'approved') return state.by;
  const last = task.decisions.at(-1);
  const wasMerging = last?.action === 'approve' && last.headSha === task.headSha;
  return state.name === 'needs_human' && wasMerging ? last.by : undefined;
}

export const nameOf = (by: Person | null): string => by?.name ?? 'policy';
