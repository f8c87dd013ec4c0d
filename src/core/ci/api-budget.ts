// How much a task may ask of the forge before it is asked less often: its hourly allowance is for all tasks together.
import type { Task } from '../task.ts';
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
