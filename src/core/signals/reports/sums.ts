// What a report counts itself, held against what it tells: what was failed and not told has failed, and what was not run to its
// end has not passed.
import type { Report, ReportFinding } from './report.ts';

type Reading = Omit<Report, 'format'>;

export type Sums = {
  /** Tests that failed, errors beside them. */
  readonly failed: number;
  readonly total?: number | undefined;
  readonly isInterrupted?: boolean;
};

export function heldAgainst(reading: Reading, sums: Sums, tool: string): Reading {
  const { findings, counts, problem } = reading;
  if (findings.length > 0) return reading;
  if (problem === undefined && sums.failed > 0 && counts.flaky === 0)
    return {
      ...reading,
      findings: [untold(sums.failed, tool)],
      counts: { ...counts, failed: sums.failed },
    };
  const told = counts.passed + counts.failed + counts.skipped + counts.flaky;
  const missing =
    sums.isInterrupted === true
      ? 'the run was interrupted'
      : sums.total !== undefined && told < sums.total
        ? `it tells ${told} of ${sums.total} tests`
        : undefined;
  const why = problem ?? missing;
  return why === undefined ? reading : { ...reading, problem: why };
}

const untold = (failed: number, tool: string): ReportFinding => ({
  kind: 'test',
  tool,
  message: `the report counts ${failed} failed tests and tells none of them`,
  text: '',
  fromLine: 0,
  toLine: 0,
});
