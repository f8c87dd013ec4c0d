// What people said in the thread while a task was at work: whether an agent has been told yet, and what to do with words that nobody waits for.
import { isResting } from '../task/state.ts';
import { notesWaiting, type Task } from '../task/task.ts';
import type { Message } from './message.ts';
import { stateWords } from './state-words.ts';
import { lines, oneLine, plural } from './words.ts';

/** For the card: empty where every reply has been told. */
export function waitingNotesLine(task: Task): string {
  const waiting = notesWaiting(task);
  const newest = waiting.at(-1);
  if (newest === undefined) return '';
  const many = `${plural(waiting.length, 'reply', 'replies')} ${waiting.length === 1 ? 'is' : 'are'} queued for the next attempt`;
  const last = `${waiting.length > 1 ? 'the last: ' : ''}“${oneLine(newest.text, 120)}”`;
  return `${many}${isResting(task) ? '; Retry makes one' : ''}: ${last}`;
}

export const noteQueued = (task: Task): Message =>
  lines(
    [
      `Queued for the next attempt: ${task.id} ${stateWords(task).phrase}, and an agent at work hears nothing.`,
    ],
    [
      'To have it heard at once, “@greenlight abort” and then “retry <hint>”. Words after “aside:” are for people alone.',
    ],
  );

export const tooManyNotes = (task: Task): Message =>
  lines(
    [`${task.id} has as many replies as it keeps; this one was not queued.`],
    ['Abort it, and say all of it in one Retry with a hint.'],
  );

/** It rests, and nothing was asked that these words could answer. */
export const nothingAsked = (task: Task): Message =>
  lines(
    [`${task.id} ${stateWords(task).phrase}, and words alone start nothing.`],
    [
      '“@greenlight retry <hint>” starts an attempt with them; approve, abort, status and help are understood too.',
    ],
    ['To start another task, type ', { code: '/agent …' }, ' in the channel.'],
  );
