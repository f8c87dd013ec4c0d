// How often a test failed where CI ran it several times: as the step says itself, or counted from its output.
import type { Finding } from './grammar.ts';
import type { JobFinding } from './job-finding.ts';
import type { LogLine } from './log-lines.ts';

export type Rate = { readonly failed: number; readonly runs: number };

const RATE = /\b(\d{1,6}) of (\d{1,6}) runs\b/;

/** Finds what the lines say about a test ("a hold expires: failed in 7 of 12 runs"), else about its file. */
export function ratesIn(lines: readonly LogLine[]): (finding: Finding) => Rate | undefined {
  const said = lines.flatMap(({ text }) => {
    const rate = RATE.exec(text);
    return rate === null ? [] : [{ text, rate: { failed: Number(rate[1]), runs: Number(rate[2]) } }];
  });
  return ({ testId, file }) => {
    if (testId === undefined) return undefined;
    const of = (name: string | undefined) =>
      name === undefined ? undefined : said.find(({ text }) => text.includes(name))?.rate;
    return of(testId) ?? of(file);
  };
}

/** Undefined where it ran once, or where a hole in the log makes counting a guess. */
export function rateOf(findings: readonly JobFinding[]): Rate | undefined {
  const [first] = findings;
  if (first?.testId === undefined) return undefined;
  if (first.stated !== undefined) return first.stated;
  const failed = failuresInStep(findings);
  const runs = failed + first.passes;
  return runs > 1 && !first.truncated ? { failed, runs } : undefined;
}

/** The same test in the same step of the same job: other jobs are other places. */
export function failuresInStep(findings: readonly JobFinding[]): number {
  const [first] = findings;
  return findings.filter(({ job, step }) => job === first?.job && step === first?.step).length;
}

/** It failed in some runs and passed in others of the same commit: seen, not guessed. */
export function isFlaky(findings: readonly JobFinding[]): boolean {
  const rate = rateOf(findings);
  return rate !== undefined ? rate.failed < rate.runs : (findings[0]?.passes ?? 0) > 0;
}
