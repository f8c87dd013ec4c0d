// What reviewers said was read for a round that was opened to take it up.
import type { EventOf } from '../events.ts';
import { currentRound, type Task } from '../task/task.ts';
import { changed, ignored, type Outcome } from './outcome.ts';
import { needsHuman } from './rest.ts';

export function reviewRead(task: Task, { round: no, notes, atMs }: EventOf<'review_read'>): Outcome {
  const round = currentRound(task);
  if (round.no !== no || round.review?.notes !== null) return ignored('review_not_wanted');
  const rounds = task.rounds.map((each) => (each.no === no ? { ...each, review: { notes } } : each));
  const saysSomething =
    notes.length > 0 || round.hint !== undefined || (round.answers?.detail.trim() ?? '') !== '';
  const { state } = task;
  if (saysSomething || state.name !== 'queued')
    return changed('review_read', { rounds }, [], { quiet: true });
  // An agent that is told nothing new would do the same again. Its attempt never was one, and the commit before it can be judged again.
  return changed('review_empty', {
    rounds,
    attempts: task.attempts.filter((attempt) => attempt.no !== state.attempt),
    state: needsHuman(task, { code: 'no_review_remarks', detail: '' }, atMs),
  });
}
