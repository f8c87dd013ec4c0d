// Words in a task's thread that are no command: an answer, something for the next attempt, or an aside among people.
import type { TaskId } from '#core/ids.ts';
import { decided, refused } from '#core/messages/decision-answers.ts';
import type { Message } from '#core/messages/message.ts';
import { noTaskHere } from '#core/messages/not-understood.ts';
import { noteQueued, nothingAsked, tooManyNotes } from '#core/messages/note-words.ts';
import { shorten } from '#core/messages/words.ts';
import type { Deps } from '../deps.ts';
import { knownAt, type StandingNeeds } from '../standing.ts';
import type { Context } from './context.ts';

const MAX_WORDS_CHARS = 2_000;
/** For the people in the thread: no agent gets it, and nobody answers. */
const ASIDE = /^\s*aside\s*:/i;

export async function say(
  deps: Pick<Deps, 'engine'> & StandingNeeds,
  context: Context,
  taskId: TaskId,
  words: string,
): Promise<Message | null> {
  if (ASIDE.test(words)) return null;
  const { engine, clock } = deps;
  const about = await engine.get(taskId);
  if (about === undefined) return noTaskHere();
  const { requestKey, actor } = await knownAt(deps, context, about);
  const { task, because } = await engine.deliver(taskId, {
    id: `${requestKey}:said`,
    atMs: clock.nowMs(),
    type: 'said',
    actor,
    text: shorten(words.trim(), MAX_WORDS_CHARS),
  });
  if (task === undefined) return noTaskHere();
  switch (because.code) {
    case 'note_queued':
      return noteQueued(task);
    case 'refused_not_asked':
      return nothingAsked(task);
    case 'refused_too_many_notes':
      return tooManyNotes(task);
    default:
      return because.ignored
        ? refused(because.code, because.detail, task)
        : decided('retry', task, because.code);
  }
}
