// A person takes the work over: what runs is stopped, the branch stays, and Greenlight waits until it is asked to go on.
import type { EventOf } from '../events.ts';
import { personOf } from '../people.ts';
import { mayAct } from '../permissions.ts';
import { isOver } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { changed, ignored, type Outcome, stopRunning } from './outcome.ts';
import { needsHuman } from './rest.ts';

export function take(task: Task, { actor, atMs }: EventOf<'take'>): Outcome {
  const permission = mayAct('take', actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  const { state } = task;
  if (isOver(task)) return ignored('refused_closed');
  if (state.name === 'approved') return ignored('refused_merging');
  if (state.name === 'needs_human' && state.reason.code === 'taken_over') return ignored('refused_taken');
  const by = personOf(actor);
  const decisions = [...task.decisions, { action: 'take' as const, by, atMs }];
  const reason = { code: 'taken_over' as const, detail: '', by: by.name };
  return changed('taken_over', { decisions, state: needsHuman(task, reason, atMs) }, stopRunning(state));
}
