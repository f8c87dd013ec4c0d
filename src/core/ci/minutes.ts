// Minutes of CI machine time that a commit used, as far as its jobs tell.
import type { Task } from '../task/task.ts';
import type { CheckFact } from './report.ts';

const MINUTE_MS = 60_000;

/** Of the commits of the current round, as far as their last looks tell. */
export function minutesOfRound({ attempts, rounds }: Pick<Task, 'attempts' | 'rounds'>): number {
  const own = attempts.filter(({ round }) => round === rounds.at(-1)?.no);
  const total = own.reduce((sum, { ci }) => sum + (ci?.minutes ?? 0), 0);
  return Math.round(total * 100) / 100;
}

export const isOutOfMinutes = (task: Task): boolean =>
  minutesOfRound(task) >= (task.policy.maxCiMinutes ?? Number.POSITIVE_INFINITY);

/** Sum over every job seen, older attempts too; a job still running counts up to now. Rounded to hundredths. */
export function ciMinutes(facts: readonly CheckFact[], nowMs: number): number {
  const totalMs = facts
    .filter((fact) => fact.source === 'check_run' && fact.runId !== null)
    .reduce((sum, fact) => sum + durationMs(fact, nowMs), 0);
  return Math.round((totalMs / MINUTE_MS) * 100) / 100;
}

function durationMs(fact: CheckFact, nowMs: number): number {
  if (fact.startedAtMs === null || fact.conclusion === 'skipped') return 0;
  const endMs = fact.completedAtMs ?? (fact.status === 'completed' ? fact.startedAtMs : nowMs);
  return Math.max(0, endMs - fact.startedAtMs);
}
