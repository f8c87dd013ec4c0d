// The lines to put before an agent, under one budget: what tools reported, what the last green log had not, how it ended.
import type { JobFinding } from '../job-finding.ts';
import { type LogLine, STEP_FAILED } from '../log-lines.ts';
import type { ReadStep } from '../read-job.ts';
import type { GreenLog } from './green-diff.ts';
import { tightLines } from './tight-spans.ts';

/** Lines of the raw file, from 1 by line feeds, both ends in it. */
export type Span = { readonly fromLine: number; readonly toLine: number; readonly why: string };

export type Evidence = {
  readonly spans: readonly Span[];
  readonly lines: number;
  readonly budgetLines: number;
  /** Lines that were wanted and had no room. */
  readonly leftOutLines: number;
};

export const BUDGET_LINES = 120;
/** With a green log the rest is better known: fewer lines tell as much. */
export const GREEN_BUDGET_LINES = 90;
const TAIL_LINES = 30;
const MERGE_GAP = 2;
const MAX_WHY_CHARS = 160;
const MENTIONS = 2;

type Wanted = { readonly line: LogLine; readonly why: string };

export function evidenceOf(input: {
  readonly steps: readonly ReadStep[];
  readonly findings: readonly JobFinding[];
  readonly green?: GreenLog | undefined;
}): Evidence {
  const budgetLines = input.green === undefined ? BUDGET_LINES : GREEN_BUDGET_LINES;
  const read = input.steps.filter(({ isRead }) => isRead).flatMap(({ lines }) => lines);
  const wanted = [
    ...ofFindings(input.findings, budgetLines),
    ...endings(read),
    ...mentions(input.findings, read),
    ...(input.green === undefined ? [] : ofGreen(input.green, read, input.findings)),
  ];
  const all = wanted.length > 3 || read.length === 0 ? wanted : [...wanted, ...tail(read)];
  return within(all, budgetLines);
}

function within(wanted: readonly Wanted[], budgetLines: number): Evidence {
  const whys = new Map<number, string>();
  const left = new Set<number>();
  for (const { line, why } of wanted) {
    if (whys.has(line.no)) continue;
    if (whys.size < budgetLines) whys.set(line.no, why);
    else left.add(line.no);
  }
  const spans: Span[] = [];
  let room = budgetLines - whys.size;
  for (const [no, why] of [...whys].sort(([a], [b]) => a - b)) {
    const last = spans.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : no - last.toLine - 1;
    if (last === undefined || gap > Math.min(MERGE_GAP, room)) spans.push({ fromLine: no, toLine: no, why });
    else {
      room -= gap;
      spans[spans.length - 1] = { fromLine: last.fromLine, toLine: no, why: together(last.why, why) };
    }
  }
  const lines = spans.reduce((sum, { fromLine, toLine }) => sum + toLine - fromLine + 1, 0);
  return { spans, lines, budgetLines, leftOutLines: left.size };
}

const together = (a: string, b: string): string =>
  a.includes(b) || a.length + b.length > MAX_WHY_CHARS ? a : `${a}; ${b}`;

/** The first findings in full, so long as each of the others gets its headline. */
function ofFindings(findings: readonly JobFinding[], budgetLines: number): readonly Wanted[] {
  const each = Math.max(3, Math.floor(budgetLines / Math.max(1, findings.length)));
  return findings.flatMap((finding, at) => {
    const why = nameOf(finding);
    return tightLines(finding, at === 0 ? Math.max(each, 24) : Math.min(each, 24)).map((line) => ({
      line,
      why,
    }));
  });
}

function nameOf({ tool, testId, code, message }: JobFinding): string {
  const words = testId ?? code ?? message.split('\n')[0] ?? '';
  return `${tool}: ${words}`.slice(0, 80).toWellFormed();
}

/** The runner's last word on a step, and what stands right before it. */
function endings(lines: readonly LogLine[]): readonly Wanted[] {
  return lines.flatMap(({ mark, text }, at) =>
    mark === 'error' && STEP_FAILED.test(text)
      ? lines.slice(Math.max(0, at - 2), at + 1).map((line) => ({ line, why: 'how the step ended' }))
      : [],
  );
}

const SUMMARY =
  /\b[1-9]\d{0,6} (?:tests? )?(?:failed|failing|failures?|errors?|problems?)\b|(?:Tests|Test Files|Test Suites|failures|errors|fail)[: ]{1,12}[1-9]|^BUILD FAILED|^(?:FAIL|FAILED)\b/;

/** Other lines that name what failed, and the tools' own sums. */
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

const TROUBLE =
  /error|fail|fatal|panic|exception|cannot|not found|denied|refused|unexpected|expected|✖|✗|×|assert/i;

/** What speaks of trouble first, then what stands near a finding, then the later. */
function ofGreen(
  green: GreenLog,
  lines: readonly LogLine[],
  findings: readonly JobFinding[],
): readonly Wanted[] {
  const near = new Set<number>();
  for (const { excerpt } of findings.slice(0, 100)) {
    for (let no = excerpt.fromLine - 5; no <= Math.min(excerpt.toLine, excerpt.fromLine + 200) + 5; no += 1)
      near.add(no);
  }
  const scoreOf = ({ no, text, mark }: LogLine): number =>
    (TROUBLE.test(text.slice(0, 400)) || mark === 'error' ? 2 : 0) + (near.has(no) ? 1 : 0);
  return green
    .missing(lines)
    .map((line) => ({ line, why: 'not in the last green log', score: scoreOf(line) }))
    .sort((a, b) => b.score - a.score || b.line.no - a.line.no);
}

function tail(lines: readonly LogLine[]): readonly Wanted[] {
  const said = lines.filter(({ text }) => text.trim() !== '');
  return said
    .slice(-TAIL_LINES)
    .toReversed()
    .map((line) => ({ line, why: 'the end of what it said' }));
}
