// playwright --reporter=json: suites in suites, specs with tests for each project, results for each try.
import { field, isRecord, type Json, listOf, worded } from '../json.ts';
import { has, type JsonKind } from '../json-kind.ts';
import { numberOf, type ReportFinding, stringOf } from '../report.ts';
import { heldAgainst } from '../sums.ts';
import type { Where } from '../where.ts';
import { counted, testFinding } from './test-finding.ts';

const MAX_DEPTH = 50;

type Seen = {
  readonly findings: ReportFinding[];
  readonly where: Where;
  /** Files are told from here. */
  readonly root: string;
  passed: number;
  skipped: number;
  flaky: number;
  interrupted: number;
};

export const playwrightJson: JsonKind = {
  format: 'playwright-json',
  marks: ['"suites":'],
  is: (value) => has(value, 'suites') && has(value, 'config'),
  read(value, where) {
    const root = stringOf(field(value, 'config', 'rootDir')) ?? '';
    const seen: Seen = { findings: [], where, root, passed: 0, skipped: 0, flaky: 0, interrupted: 0 };
    for (const suite of listOf(field(value, 'suites'))) readSuite(suite, [], 0, seen);
    for (const error of listOf(field(value, 'errors'))) {
      const body = bodyOf(error) ?? '';
      seen.findings.push(testFinding(body, { tool: 'playwright' }, where(error, body)));
    }
    const { findings, passed, skipped, flaky, interrupted } = seen;
    const reading = { findings, notes: [], counts: counted(passed, findings.length, skipped, flaky) };
    const sum = (key: string) => numberOf(field(value, 'stats', key)) ?? 0;
    const total = sum('expected') + sum('skipped') + sum('flaky') + sum('unexpected');
    const sums = { failed: sum('unexpected'), total, isInterrupted: interrupted > 0 };
    return heldAgainst(reading, sums, 'playwright');
  },
};

function readSuite(suite: Json, titles: readonly string[], depth: number, seen: Seen): void {
  if (depth > MAX_DEPTH) return;
  const title = stringOf(field(suite, 'title'));
  const isFile = title !== undefined && title === field(suite, 'file');
  const path = title === undefined || isFile ? titles : [...titles, title];
  for (const spec of listOf(field(suite, 'specs')))
    for (const test of listOf(field(spec, 'tests'))) readTest(spec, test, path, seen);
  for (const inner of listOf(field(suite, 'suites'))) readSuite(inner, path, depth + 1, seen);
}

const bodyOf = (error: Json): string | undefined =>
  stringOf(field(error, 'stack')) ?? stringOf(field(error, 'message'));

function readTest(spec: Json, test: Json, titles: readonly string[], seen: Seen): void {
  const status = field(test, 'status');
  const results = listOf(field(test, 'results'));
  if (results.some((result) => field(result, 'status') === 'interrupted')) seen.interrupted += 1;
  if (status === 'expected') seen.passed += 1;
  else if (status === 'skipped') seen.skipped += 1;
  else if (status === 'flaky') seen.flaky += 1;
  else seen.findings.push(failureOf(spec, results, titles, seen));
}

function failureOf(
  spec: Json,
  results: readonly Json[],
  titles: readonly string[],
  { where, root }: Seen,
): ReportFinding {
  const failed = results.filter((result) => field(result, 'status') !== 'passed');
  const error = failed.map((result) => field(result, 'error')).find(isRecord);
  const body = bodyOf(error) ?? (worded(field(failed[0], 'status')) || 'failed');
  const title = stringOf(field(spec, 'title')) ?? '';
  const file = stringOf(field(spec, 'file'));
  const isWhole = file === undefined || root === '' || /^(?:\/|[A-Za-z]:)/.test(file);
  const words = {
    tool: 'playwright',
    testId: [...titles, title].join(' › '),
    suite: titles.join(' › ') || undefined,
    file: isWhole ? file : `${root}/${file}`,
    line: numberOf(field(spec, 'line')),
  };
  return {
    ...testFinding(body, words, where(spec, title)),
    ...(failed.length > 1 ? { attempts: { passed: 0, failed: failed.length } } : {}),
  };
}
