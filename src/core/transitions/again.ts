// How long a commit is waited for, from the moment that it was given to CI or given to it again.
import type { Task } from '../task/task.ts';

/** Longer than the time between two looks at CI of a task that is beyond its budget. */
const MIN_GRACE_MS = 10 * 60_000;
const GRACE_POLLS = 3;

/**
 * When waiting ends even if the forge cannot be read. A read at the deadline itself comes before: it knows what never
 * ended, and whether all that is required has passed meanwhile.
 */
export function deadlineAt({ policy: { ci } }: Pick<Task, 'policy'>, atMs: number): number {
  return atMs + ci.deadlineMs + Math.max(MIN_GRACE_MS, GRACE_POLLS * ci.pollMs + ci.settleMs);
}
