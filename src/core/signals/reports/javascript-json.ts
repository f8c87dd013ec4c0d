// JSON reporters of test runners: jest and vitest, mocha, playwright; rspec, whose is like them.
import { field, isRecord, type Json, listOf, worded } from './json.ts';
import { placeIn } from './places.ts';
import {
  clean,
  MAX_PASSED,
  messageOf,
  numberOf,
  type PassedTest,
  type Report,
  type ReportFinding,
  stringOf,
} from './report.ts';
import { heldAgainst } from './sums.ts';

type Reading = Omit<Report, 'format'>;
type Words = {
  tool: string;
  testId?: string | undefined;
  suite?: string | undefined;
  file?: string | undefined;
  line?: number | undefined;
};

function findingFrom(body: string, words: Words): ReportFinding {
  const place = placeIn(clean(body), words.file);
  return {
    kind: words.testId === undefined ? 'compile' : 'test',
    ...words,
    file: words.file ?? place?.file,
    line: place?.line ?? words.line,
    message: messageOf(undefined, body) || 'failed',
    text: clean(body),
    fromLine: 0,
    toLine: 0,
  };
}

const counts = (passed: number, failed: number, skipped: number, flaky = 0) => ({
  passed,
  failed,
  skipped,
  flaky,
});

export function jestJson(value: Json): Reading {
  const findings: ReportFinding[] = [];
  const passed: PassedTest[] = [];
  let skipped = 0;
  let flaky = 0;
  for (const file of listOf(field(value, 'testResults'))) {
    const path = stringOf(field(file, 'name')) ?? stringOf(field(file, 'testFilePath'));
    const tests = listOf(field(file, 'assertionResults') ?? field(file, 'testResults'));
    for (const test of tests) {
      const status = field(test, 'status');
      const suite = listOf(field(test, 'ancestorTitles')).map(worded).join(' > ');
      const testId = stringOf(field(test, 'fullName')) ?? stringOf(field(test, 'title'));
      if (status === 'passed') {
        if (listOf(field(test, 'retryReasons')).length > 0) flaky += 1;
        passed.push({ testId: testId ?? '', suite: suite || undefined, file: path });
      } else if (status !== 'failed') skipped += 1;
      else {
        const body = listOf(field(test, 'failureMessages')).map(worded).join('\n');
        findings.push(
          findingFrom(body, {
            tool: 'jest',
            testId,
            suite: suite || undefined,
            file: path,
            line: numberOf(field(test, 'location', 'line')),
          }),
        );
      }
    }
    const said = stringOf(field(file, 'message')) ?? stringOf(field(file, 'failureMessage'));
    if (field(file, 'status') === 'failed' && !tests.some((test) => field(test, 'status') === 'failed'))
      findings.push(findingFrom(said ?? 'the file could not be run', { tool: 'jest', file: path }));
  }
  const reading = {
    findings,
    passed: passed.slice(0, MAX_PASSED),
    notes: [],
    counts: counts(passed.length - flaky, findings.length, skipped, flaky),
  };
  const sum = (key: string) => numberOf(field(value, key));
  const failed = Math.max(sum('numFailedTests') ?? 0, sum('numFailedTestSuites') ?? 0);
  const isInterrupted = field(value, 'wasInterrupted') === true;
  return heldAgainst(reading, { failed, total: sum('numTotalTests'), isInterrupted }, 'jest');
}

export function mochaJson(value: Json): Reading {
  const findings = listOf(field(value, 'failures')).map((test) => {
    const body = stringOf(field(test, 'err', 'stack')) ?? stringOf(field(test, 'err', 'message')) ?? '';
    const title = stringOf(field(test, 'title')) ?? '';
    const full = stringOf(field(test, 'fullTitle')) ?? title;
    const suite = full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : '';
    return findingFrom(body, {
      tool: 'mocha',
      testId: full,
      suite: suite || undefined,
      file: stringOf(field(test, 'file')),
    });
  });
  const sum = (key: string) => numberOf(field(value, 'stats', key));
  const reading = {
    findings,
    notes: [],
    counts: counts(sum('passes') ?? 0, findings.length, sum('pending') ?? 0),
  };
  return heldAgainst(reading, { failed: sum('failures') ?? 0, total: sum('tests') }, 'mocha');
}

const MAX_DEPTH = 50;

export function playwrightJson(value: Json): Reading {
  const findings: ReportFinding[] = [];
  const seen = { passed: 0, skipped: 0, flaky: 0, interrupted: 0 };
  const walk = (suite: Json, titles: readonly string[], depth: number): void => {
    if (depth > MAX_DEPTH) return;
    const title = stringOf(field(suite, 'title'));
    const isFile = title !== undefined && title === field(suite, 'file');
    const path = title === undefined || isFile ? titles : [...titles, title];
    for (const spec of listOf(field(suite, 'specs'))) readSpec(spec, path, findings, seen);
    for (const inner of listOf(field(suite, 'suites'))) walk(inner, path, depth + 1);
  };
  for (const suite of listOf(field(value, 'suites'))) walk(suite, [], 0);
  for (const error of listOf(field(value, 'errors')))
    findings.push(
      findingFrom(stringOf(field(error, 'stack')) ?? stringOf(field(error, 'message')) ?? '', {
        tool: 'playwright',
      }),
    );
  const reading = {
    findings,
    notes: [],
    counts: counts(seen.passed, findings.length, seen.skipped, seen.flaky),
  };
  const sum = (key: string) => numberOf(field(value, 'stats', key)) ?? 0;
  const total = sum('expected') + sum('skipped') + sum('flaky') + sum('unexpected');
  const isInterrupted = seen.interrupted > 0;
  return heldAgainst(reading, { failed: sum('unexpected'), total, isInterrupted }, 'playwright');
}

function readSpec(
  spec: Json,
  titles: readonly string[],
  findings: ReportFinding[],
  seen: { passed: number; skipped: number; flaky: number; interrupted: number },
): void {
  for (const test of listOf(field(spec, 'tests'))) {
    const status = field(test, 'status');
    if (listOf(field(test, 'results')).some((result) => field(result, 'status') === 'interrupted'))
      seen.interrupted += 1;
    if (status === 'expected') seen.passed += 1;
    else if (status === 'skipped') seen.skipped += 1;
    else if (status === 'flaky') seen.flaky += 1;
    else {
      const results = listOf(field(test, 'results'));
      const failed = results.filter((result) => field(result, 'status') !== 'passed');
      const error = failed.map((result) => field(result, 'error')).find(isRecord);
      const body =
        stringOf(field(error, 'stack')) ??
        stringOf(field(error, 'message')) ??
        (worded(field(failed[0], 'status')) || 'failed');
      const testId = [...titles, stringOf(field(spec, 'title')) ?? ''].join(' › ');
      findings.push({
        ...findingFrom(body, {
          tool: 'playwright',
          testId,
          suite: titles.join(' › ') || undefined,
          file: stringOf(field(spec, 'file')),
          line: numberOf(field(spec, 'line')),
        }),
        ...(failed.length > 1 ? { attempts: { passed: 0, failed: failed.length } } : {}),
      });
    }
  }
}

export function rspecJson(value: Json): Reading {
  const examples = listOf(field(value, 'examples'));
  const findings = examples
    .filter((example) => field(example, 'status') === 'failed')
    .map((example) => {
      const trace = listOf(field(example, 'exception', 'backtrace'))
        .map(worded)
        .join('\n');
      const body = `${stringOf(field(example, 'exception', 'message')) ?? ''}\n${trace}`;
      const file = stringOf(field(example, 'file_path'));
      const testId =
        stringOf(field(example, 'full_description')) ??
        stringOf(field(example, 'description')) ??
        '(a test without a name)';
      return {
        ...findingFrom(body, { tool: 'rspec', testId, file, line: numberOf(field(example, 'line_number')) }),
        message: messageOf(undefined, stringOf(field(example, 'exception', 'message')) ?? '') || 'failed',
      };
    });
  const broken = numberOf(field(value, 'summary', 'errors_outside_of_examples_count')) ?? 0;
  const outside: ReportFinding[] =
    broken === 0
      ? []
      : [{ ...findingFrom(listOf(field(value, 'messages')).map(worded).join('\n'), { tool: 'rspec' }) }];
  const passed = examples.filter((example) => field(example, 'status') === 'passed').length;
  const all = [...outside, ...findings];
  const reading = {
    findings: all,
    notes: [],
    counts: counts(passed, all.length, examples.length - passed - findings.length),
  };
  const sum = (key: string) => numberOf(field(value, 'summary', key));
  return heldAgainst(reading, { failed: sum('failure_count') ?? 0, total: sum('example_count') }, 'rspec');
}
