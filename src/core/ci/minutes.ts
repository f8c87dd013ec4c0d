// Minutes of CI machine time that a commit used, as far as its jobs tell.
import type { CheckFact } from './report.ts';

const MINUTE_MS = 60_000;

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
