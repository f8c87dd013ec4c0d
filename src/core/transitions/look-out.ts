// At rest nothing runs, and still people close, merge and push: the forge is asked now and then, ever more rarely, so that losing every webhook only makes it slower.
import { isResting } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { withTimer } from './outcome.ts';

const MINUTE_MS = 60_000;
const FIRST_PAUSE_MS = 30 * MINUTE_MS;
const LONGEST_PAUSE_MS = 6 * 60 * MINUTE_MS;
const LOOKS_FOR_MS = 30 * 24 * 60 * MINUTE_MS;

/** There is an open pull request that people may do something to. */
export const isLookingOut = (task: Task): boolean =>
  isResting(task) && task.state.name !== 'merged' && task.pullRequest !== null && !task.pullRequest.closed;

/** A task that looks out has a timer for it, until it has rested for a month. */
export function lookingOut(task: Task, atMs: number): Task['timers'] {
  const { state, timers } = task;
  if (!isLookingOut(task) || !('atMs' in state) || timers.look_out !== undefined) return timers;
  const restedMs = atMs - state.atMs;
  if (restedMs >= LOOKS_FOR_MS) return timers;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, restedMs / 2));
  return withTimer(timers, 'look_out', atMs + Math.round(pauseMs));
}
