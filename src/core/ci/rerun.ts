// Which workflow runs can be asked to judge the same commit again. What other services report has no run of the forge's.
import type { CiReport } from './report.ts';

export function runsToRunAgain(report: CiReport | undefined): readonly number[] {
  const failed =
    report?.checks.filter((check) => check.outcome !== 'passed' && check.outcome !== 'skipped') ?? [];
  return [...new Set(failed.map((check) => check.runId).filter((id) => id !== null))];
}

/** Runs that a green rests on, to be started again as a whole: a run of which no job passed would say nothing new. */
export function runsThatPassed(report: CiReport | undefined): readonly number[] {
  const passed = report?.checks.filter(({ outcome }) => outcome === 'passed') ?? [];
  return [...new Set(passed.map(({ runId }) => runId).filter((id) => id !== null))];
}
