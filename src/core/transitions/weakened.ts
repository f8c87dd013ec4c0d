// The gate before every green: a change that weakens what judges it is green only once a person has accepted that.
import type { Finding } from '../patch.ts';
import { type Attempt, weakeningsOf } from '../task/attempt.ts';
import type { Task } from '../task/task.ts';
import type { Outcome } from './outcome.ts';
import { needsHuman } from './rest.ts';

/** Turns a step to green, or to a merge that nobody approved, into a question; every other step passes as it is. */
export function askAboutWeakening(before: Task, outcome: Outcome, atMs: number): Outcome {
  if (outcome.kind === 'ignored') return outcome;
  const task: Task = { ...before, ...outcome.changes };
  const { state } = task;
  const isByPolicy = state.name === 'approved' && state.by === null && before.state.name !== 'approved';
  if (state.name !== 'green' && !isByPolicy) return outcome;
  const attempt = attemptOf(task, state.headSha);
  const [first, ...rest] = attempt === undefined ? [] : weakeningsOf(attempt);
  if (first === undefined) return outcome;
  const reason = { code: 'tests_weakened' as const, detail: summaryOf(first, rest.length) };
  return {
    ...outcome,
    code: 'tests_weakened',
    changes: { ...outcome.changes, state: needsHuman(task, reason, atMs) },
    effects: outcome.effects.filter(({ type }) => type !== 'mark_ready'),
  };
}

const attemptOf = (task: Task, headSha: string): Attempt | undefined =>
  task.attempts.findLast((attempt) => attempt.headSha === headSha);

function summaryOf({ rule, path, line }: Finding, others: number): string {
  const place = path === undefined ? '' : ` in ${path}${line === undefined ? '' : `:${line}`}`;
  return `${rule.replaceAll('_', ' ')}${place}${others > 0 ? `, and ${others} more` : ''}`;
}
