// How much a task may ask of the forge before it is asked less often: its hourly allowance is for all tasks together.
import type { Task } from '../task/task.ts';
import type { ApiUse } from './surroundings.ts';

/** Polls are this much farther apart beyond the budget. */
const SLOWER = 5;

/** What counts against the allowance: free answers do not. */
export const costOfCalls = ({ calls, free }: ApiUse): number => calls - free;

/** By the last look, which tells what everything before it has cost. Undefined where no limit is set or nothing is known. */
export function overBudget({ attempts, policy }: Pick<Task, 'attempts' | 'policy'>): number | undefined {
  const use = attempts.findLast(({ ci }) => ci?.api !== undefined)?.ci?.api;
  const budget = policy.ci.apiBudget;
  if (use === undefined || budget === undefined) return undefined;
  return costOfCalls(use) >= budget ? costOfCalls(use) : undefined;
}

export const pollEveryMs = (task: Pick<Task, 'attempts' | 'policy'>): number =>
  task.policy.ci.pollMs * (overBudget(task) === undefined ? 1 : SLOWER);

/** A wait of an hour is polled every minute, one of a day every 24: what a wait leaves on record grows with its logarithm. */
const POLLS_WITHIN_AN_AGE = 60;

/** Until the next look at CI. One falls on the deadline: it tells what never ended from what cannot be read. */
export function pollPauseMs(task: Pick<Task, 'attempts' | 'policy' | 'state'>, atMs: number): number {
  const leastMs = pollEveryMs(task);
  if (task.state.name !== 'awaiting_ci') return leastMs;
  const { sinceMs } = task.state;
  const byAgeMs = Math.round((atMs - sinceMs) / POLLS_WITHIN_AN_AGE);
  return Math.max(leastMs, Math.min(byAgeMs, sinceMs + task.policy.ci.deadlineMs - atMs));
}
