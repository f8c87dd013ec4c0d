// Words of a person in the thread of a task: the answer to a question that it rests on, else something for its next attempt to know.
import type { EventOf } from '../events.ts';
import { personOf } from '../people.ts';
import { mayAct } from '../permissions.ts';
import { MAX_NOTES } from '../task/people.ts';
import { isResting } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { changed, ignored, type Outcome } from './outcome.ts';
import { retry } from './retry.ts';

export function said(task: Task, event: EventOf<'said'>): Outcome {
  const { actor, text, atMs, id } = event;
  const permission = mayAct('retry', actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  const { state } = task;
  const isAnswer = state.name === 'needs_human' && state.reason.code === 'agent_asked';
  if (isAnswer) return retry(task, { type: 'retry', id, atMs, actor, hint: text, revision: null });
  // Work begins by a decision, not by a remark.
  if (isResting(task) || state.name === 'approved') return ignored('refused_not_asked');
  const notes = task.notes ?? [];
  if (notes.length >= MAX_NOTES) return ignored('refused_too_many_notes');
  return changed('note_queued', { notes: [...notes, { by: personOf(actor), text, atMs }] });
}

/** An attempt was told the first `count` of them. */
export const notesTold = (task: Task, no: number, count: number): Pick<Task, 'notes'> =>
  task.notes === undefined || count === 0
    ? {}
    : {
        notes: task.notes.map((note, at) =>
          at < count && note.toldIn === undefined ? { ...note, toldIn: no } : note,
        ),
      };
