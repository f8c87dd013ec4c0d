// jest --json and vitest --reporter=json, which are one but for what they count.
import { field, type Json, listOf, worded } from '../json.ts';
import { has, type JsonKind } from '../json-kind.ts';
import { MAX_PASSED, numberOf, type PassedTest, type ReportFinding, stringOf } from '../report.ts';
import { heldAgainst } from '../sums.ts';
import type { Where } from '../where.ts';
import { counted, testFinding } from './test-finding.ts';

export const jestJson: JsonKind = {
  format: 'jest-json',
  marks: ['"testResults":'],
  is: (value) => has(value, 'testResults'),
  read(value, where) {
    // jest counts what vitest does not know, and ends its files in what vitest does not write.
    const tool = has(value, 'numTotalTests') && !has(value, 'numRuntimeErrorTestSuites') ? 'vitest' : 'jest';
    const seen: Seen = { tool, findings: [], passed: [], skipped: 0, flaky: 0 };
    for (const file of listOf(field(value, 'testResults'))) readFile(file, seen, where);
    const { findings, passed, skipped, flaky } = seen;
    const reading = {
      findings,
      passed: passed.slice(0, MAX_PASSED),
      notes: [],
      counts: counted(passed.length - flaky, findings.length, skipped, flaky),
    };
    const sum = (key: string) => numberOf(field(value, key));
    const failed = Math.max(sum('numFailedTests') ?? 0, sum('numFailedTestSuites') ?? 0);
    const isInterrupted = field(value, 'wasInterrupted') === true;
    return heldAgainst(reading, { failed, total: sum('numTotalTests'), isInterrupted }, tool);
  },
};

type Seen = {
  readonly tool: string;
  readonly findings: ReportFinding[];
  readonly passed: PassedTest[];
  skipped: number;
  flaky: number;
};

function readFile(file: Json, seen: Seen, where: Where): void {
  const path = stringOf(field(file, 'name')) ?? stringOf(field(file, 'testFilePath'));
  const tests = listOf(field(file, 'assertionResults') ?? field(file, 'testResults'));
  for (const test of tests) readTest(test, path, seen, where);
  if (field(file, 'status') !== 'failed' || tests.some((test) => field(test, 'status') === 'failed')) return;
  const said =
    stringOf(field(file, 'message')) ??
    stringOf(field(file, 'failureMessage')) ??
    'the file could not be run';
  seen.findings.push(testFinding(said, { tool: seen.tool, file: path }, where(file, said)));
}

function readTest(test: Json, path: string | undefined, seen: Seen, where: Where): void {
  const status = field(test, 'status');
  const suite = listOf(field(test, 'ancestorTitles')).map(worded).join(' > ') || undefined;
  const testId = stringOf(field(test, 'fullName')) ?? stringOf(field(test, 'title'));
  if (status === 'passed') {
    if (listOf(field(test, 'retryReasons')).length > 0) seen.flaky += 1;
    seen.passed.push({ testId: testId ?? '', suite, file: path });
  } else if (status !== 'failed') seen.skipped += 1;
  else {
    const body = listOf(field(test, 'failureMessages')).map(worded).join('\n');
    const line = numberOf(field(test, 'location', 'line'));
    const words = { tool: seen.tool, testId, suite, file: path, line };
    seen.findings.push(testFinding(body, words, where(test, testId ?? body)));
  }
}
