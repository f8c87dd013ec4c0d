// How often a test failed where CI ran it several times: as the step says itself, or counted from its output.
import type { Finding } from './grammar.ts';
import type { JobFinding } from './job-finding.ts';
import type { LogLine } from './log-lines.ts';

export type Rate = { readonly failed: number; readonly runs: number };

const RATE = /\b(\d{1,6}) of (\d{1,6}) runs\b/;
/** What stands between a name and its rate, and before a name. */
const BETWEEN = /[\s:,(–—-]{0,20}(?:\b(?:has )?failed(?: in)?\s{0,4})?$/;
const BEFORE = /^[^\p{L}\p{N}"'([<_@/.$]{0,20}/u;
const MAX_CHARS = 1_000;

/** Finds what the lines say about a test ("a hold expires: failed in 7 of 12 runs"), else about its file. */
export function ratesIn(lines: readonly LogLine[]): (finding: Finding) => Rate | undefined {
  const said = new Map<string, Rate>();
  for (const { text } of lines) {
    const rate = RATE.exec(text.slice(0, MAX_CHARS));
    if (rate === null) continue;
    const name = text.slice(0, rate.index).replace(BETWEEN, '');
    for (const each of [name.trim(), name.replace(BEFORE, '').trim()])
      if (each !== '' && !said.has(each)) said.set(each, { failed: Number(rate[1]), runs: Number(rate[2]) });
  }
  return ({ testId, file }) => {
    if (testId === undefined) return undefined;
    return said.get(testId) ?? (file === undefined ? undefined : said.get(file));
  };
}

/** Undefined where it ran once, or where a hole in the log makes counting a guess. */
export function rateOf([first]: readonly JobFinding[]): Rate | undefined {
  if (first?.testId === undefined) return undefined;
  return first.stated ?? (first.truncated ? undefined : first.counted);
}

/** It failed in some runs and passed in others of the same commit: seen, not guessed. */
export function isFlaky(findings: readonly JobFinding[]): boolean {
  const rate = rateOf(findings) ?? findings[0]?.counted;
  return rate !== undefined && rate.failed < rate.runs;
}
