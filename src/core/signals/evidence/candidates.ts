// What of one job's log might be put before an agent, beside the lines of its findings. Chosen from it is under the budget of all jobs.
import type { JobFinding } from '../job-finding.ts';
import { type LogLine, STEP_FAILED } from '../log-lines.ts';
import type { ReadStep } from '../read-job.ts';
import type { GreenLog } from './green-diff.ts';
import { speaksOfTrouble } from './trouble.ts';

export type Wanted = { readonly line: LogLine; readonly why: string };

export type Candidates = {
  /** The runner's last word on a step, and what stands right before it. */
  readonly endings: readonly Wanted[];
  /** Other lines that name what failed, and the tools' own sums. */
  readonly mentions: readonly Wanted[];
  /** What the last green log had not, best first. */
  readonly news: readonly Wanted[];
  /** The end of what the steps said, last first: where there is little else. */
  readonly tail: readonly Wanted[];
};

/** Far more than any budget has room for. */
const MAX_NEWS = 200;
const TAIL_LINES = 30;
const MENTIONS = 2;

export function candidatesOf(
  steps: readonly ReadStep[],
  findings: readonly JobFinding[],
  green: GreenLog | undefined,
): Candidates {
  const read = steps.filter(({ isRead }) => isRead).flatMap(({ lines }) => lines);
  return {
    endings: endings(read),
    mentions: mentions(findings, read),
    news: green === undefined ? [] : newsOf(green, read, findings),
    tail: tail(read),
  };
}

function endings(lines: readonly LogLine[]): readonly Wanted[] {
  return lines.flatMap(({ mark, text }, at) =>
    mark === 'error' && STEP_FAILED.test(text)
      ? lines.slice(Math.max(0, at - 2), at + 1).map((line) => ({ line, why: 'how the step ended' }))
      : [],
  );
}

const SUMMARY =
  /\b[1-9]\d{0,6} (?:tests? )?(?:failed|failing|failures?|errors?|problems?)\b|(?:Tests|Test Files|Test Suites|failures|errors|fail)[: ]{1,12}[1-9]|^BUILD FAILED|^(?:FAIL|FAILED)\b/;

function mentions(findings: readonly JobFinding[], lines: readonly LogLine[]): readonly Wanted[] {
  const sums = lines.filter(({ text }) => SUMMARY.test(text.slice(0, 400))).slice(-8);
  const names = [...new Set(findings.slice(0, 20).flatMap(({ testId }) => testId ?? []))].filter(
    (name) => name.length > 4,
  );
  const named = names.flatMap((name) => lines.filter(({ text }) => text.includes(name)).slice(-MENTIONS));
  return [
    ...sums.map((line) => ({ line, why: 'a sum' })),
    ...named.map((line) => ({ line, why: 'names a failed test' })),
  ];
}

/** What speaks of trouble first, then what stands near a finding, then the later. */
function newsOf(
  green: GreenLog,
  lines: readonly LogLine[],
  findings: readonly JobFinding[],
): readonly Wanted[] {
  const near = new Set<number>();
  for (const { excerpt } of findings.slice(0, 100)) {
    for (let no = excerpt.fromLine - 5; no <= Math.min(excerpt.toLine, excerpt.fromLine + 200) + 5; no += 1)
      near.add(no);
  }
  const scoreOf = (line: LogLine): number => (speaksOfTrouble(line) ? 2 : 0) + (near.has(line.no) ? 1 : 0);
  return green
    .missing(lines.filter(({ text }) => !STEP_FAILED.test(text)))
    .map((line) => ({ line, why: 'not in the last green log', score: scoreOf(line) }))
    .sort((a, b) => b.score - a.score || b.line.no - a.line.no)
    .slice(0, MAX_NEWS)
    .map(({ line, why }) => ({ line, why }));
}

function tail(lines: readonly LogLine[]): readonly Wanted[] {
  const said = lines.filter(({ text }) => text.trim() !== '');
  return said
    .slice(-TAIL_LINES)
    .toReversed()
    .map((line) => ({ line, why: 'the end of what it said' }));
}
