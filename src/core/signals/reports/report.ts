// What any report file gives: what failed, how much was run, and whether the file could be read to its end.
import { cleanTerminal } from '../../redact.ts';
import type { Finding } from '../grammar.ts';
import { ownCopy } from '../own-copy.ts';

/** A failure as a report tells it; lines are those of the file, from 1 by line feeds, 0 where the format is not read by lines. */
export type ReportFinding = Omit<Finding, 'from' | 'to'> & {
  readonly tool: string;
  readonly fromLine: number;
  readonly toLine: number;
  /** What the report says about it, in full as far as it is kept. */
  readonly text: string;
};

export type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Failed and then passed in the same run: no failure. */
  readonly flaky: number;
};

/** A test that passed in the end, by the names that a failure of it would have. */
export type PassedTest = {
  readonly testId: string;
  readonly suite?: string | undefined;
  readonly file?: string | undefined;
};

const own = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : ownCopy(text);

export const ownTest = ({ testId, suite, file }: PassedTest): PassedTest => ({
  testId: ownCopy(testId),
  suite: own(suite),
  file: own(file),
});

export const ownFinding = (finding: ReportFinding): ReportFinding => ({
  ...finding,
  testId: own(finding.testId),
  suite: own(finding.suite),
  file: own(finding.file),
  code: own(finding.code),
  message: ownCopy(finding.message),
  text: ownCopy(finding.text),
});

/** All of them are counted, and the first are kept. */
export class FailedTests {
  count = 0;
  readonly findings: ReportFinding[] = [];

  add(finding: ReportFinding): void {
    this.count += 1;
    if (this.findings.length < MAX_FINDINGS) this.findings.push(ownFinding(finding));
  }
}

/** All of them are counted, and the names of the first are kept. */
export class PassedTests {
  count = 0;
  readonly names: PassedTest[] = [];

  add(test: PassedTest): void {
    this.count += 1;
    if (this.names.length < MAX_PASSED) this.names.push(ownTest(test));
  }
}

export type Report = {
  readonly format: string;
  readonly findings: readonly ReportFinding[];
  /** At most MAX_PASSED; absent where the format names none. */
  readonly passed?: readonly PassedTest[];
  readonly counts: Counts;
  /** Why it could not be read to its end; what was found before stands. */
  readonly problem?: string;
  /** Things that do not fit together, for people. */
  readonly notes: readonly string[];
};

export const NO_COUNTS: Counts = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
export const MAX_FINDINGS = 5_000;
export const MAX_PASSED = 20_000;
const MAX_TEXT_CHARS = 16_000;
const MAX_MESSAGE_LINES = 12;
const MAX_TOOL_CHARS = 60;
const FRAME = /^\s{0,20}(?:at\s\S|File "|in\s\/|#\d{1,4}\s|---+ |⎯{3}|_ _ _|❯ \S)/;

/** The first meaningful lines: what was said, without the stack below it. */
export function messageOf(said: string | undefined, body: string): string {
  const headline = clean(said ?? '').trim();
  const lines = clean(body).split('\n');
  const frame = lines.findIndex((line, at) => at > 0 && FRAME.test(line));
  const words = lines
    .slice(0, frame === -1 ? lines.length : frame)
    .slice(0, MAX_MESSAGE_LINES)
    .join('\n')
    .trim();
  if (headline === '') return words;
  if (words.startsWith(headline)) return words;
  return headline;
}

export const clean = (text: string): string => cleanTerminal(text.slice(0, MAX_TEXT_CHARS));

/** A report says itself which tool wrote it: a short name on one line, whatever it says. */
export const toolNamed = (value: unknown, otherwise: string): string =>
  clean(stringOf(value) ?? otherwise)
    .replace(/\s{1,1000}/g, ' ')
    .trim()
    .slice(0, MAX_TOOL_CHARS)
    .toWellFormed() || otherwise;

export function numberOf(text: unknown): number | undefined {
  const number =
    typeof text === 'number' ? text : typeof text === 'string' ? Number.parseInt(text, 10) : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

export const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
