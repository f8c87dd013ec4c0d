// Somebody asked for the same, and is called back with the requester: they decide no more than they could before.
import type { EventOf } from '../events.ts';
import { personOf, samePerson } from '../people.ts';
import { MAX_JOINED } from '../task/people.ts';
import { isOver } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { changed, ignored, type Outcome } from './outcome.ts';

export function join(task: Task, { actor }: EventOf<'join'>): Outcome {
  const { requester, teamId } = task.request;
  const joined = task.joined ?? [];
  if (actor.teamId !== teamId) return ignored('refused_not_allowed', 'other_workspace');
  if (isOver(task)) return ignored('refused_closed');
  if ([requester, ...joined].some((person) => samePerson(person, actor))) return ignored('refused_joined');
  if (joined.length >= MAX_JOINED) return ignored('refused_too_many_joined');
  return changed('joined', { joined: [...joined, personOf(actor)] });
}
