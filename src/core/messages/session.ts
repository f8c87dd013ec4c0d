// A task as a session of work, for chats that show one beside a thread and let people stop it.
import type { StateName } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { oneLine } from './words.ts';

export type Session = {
  /** `waiting`: for a person. */
  readonly status: 'at_work' | 'waiting' | 'over';
  readonly title: string;
  readonly requesterId: string;
};

const STATUSES: Readonly<Record<StateName, Session['status']>> = {
  requested: 'at_work',
  queued: 'at_work',
  working: 'at_work',
  publishing: 'at_work',
  awaiting_ci: 'at_work',
  proving: 'at_work',
  approved: 'at_work',
  green: 'waiting',
  blocked: 'waiting',
  needs_human: 'waiting',
  merged: 'over',
  ready_for_review: 'over',
  aborted: 'over',
};

export const sessionOf = ({ id, request, state }: Task): Session => ({
  status: STATUSES[state.name],
  title: `${id}: ${oneLine(request.text, 150)}`,
  requesterId: request.requester.userId,
});
