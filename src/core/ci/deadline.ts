// How long CI may take before a person is asked: from what its workflows took before, within the operator's limit.
import type { CiDeadline } from './report.ts';
import type { PastRun } from './surroundings.ts';

/** Fewer runs say too little of the slow ones. */
const MIN_SAMPLES = 5;
const FACTOR = 3;
/** Short histories must not make a busy runner queue look like a hang. */
const MIN_DEADLINE_MS = 15 * 60_000;

/**
 * Three times the p95 of the slowest of `workflows`, at least 15 minutes, never beyond `limitMs`. The limit itself where one
 * of them has fewer than 5 past runs, or where `workflows` is null: something is awaited that has no history.
 */
export function ciDeadline(
  runs: readonly PastRun[],
  workflows: readonly string[] | null,
  limitMs: number,
): CiDeadline {
  const histories = (workflows ?? []).map((workflow) => historyOf(runs, workflow));
  const slowest = histories.toSorted((a, b) => b.p95Ms - a.p95Ms)[0];
  if (slowest === undefined || histories.some(({ samples }) => samples < MIN_SAMPLES))
    return { ms: limitMs, from: 'policy' };
  const ms = Math.min(limitMs, Math.max(MIN_DEADLINE_MS, slowest.p95Ms * FACTOR));
  return { ms, from: 'history', ...slowest };
}

function historyOf(runs: readonly PastRun[], workflow: string): { p95Ms: number; samples: number } {
  const past = runs.filter((run) => run.workflow === workflow).map(({ durationMs }) => durationMs);
  const ordered = past.toSorted((a, b) => a - b);
  // Nearest rank: the smallest duration that 95 % of the runs did not exceed.
  return { p95Ms: ordered[Math.ceil(ordered.length * 0.95) - 1] ?? 0, samples: ordered.length };
}
