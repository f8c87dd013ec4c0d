// go test -json (and test2json): events of packages and tests, their output line by line.
import { field, type JsonLines } from './json.ts';
import { placeIn } from './places.ts';
import { clean, messageOf, type Report, type ReportFinding, stringOf } from './report.ts';

const MAX_OUTPUT_CHARS = 16_000;

type Run = {
  output: string;
  fromLine: number;
  failedAt: number;
  failed: number;
  passed: number;
  isSkipped: boolean;
};

/** A parent of a failing subtest failed as well: go says so, and both are told. Retried tests that passed in the end are not. */
export function goTestJson({ values, otherLines, isCut }: JsonLines): Omit<Report, 'format'> {
  const tests = new Map<string, Run>();
  const packages = new Map<string, Run>();
  for (const { value, no } of values) {
    const name = stringOf(field(value, 'Test'));
    const pkg = stringOf(field(value, 'Package')) ?? stringOf(field(value, 'ImportPath')) ?? '';
    const runs = name === undefined ? packages : tests;
    const key = name === undefined ? pkg : `${pkg}\n${name}`;
    const run = runs.get(key) ?? {
      output: '',
      fromLine: no,
      failedAt: no,
      failed: 0,
      passed: 0,
      isSkipped: false,
    };
    runs.set(key, run);
    follow(run, String(field(value, 'Action') ?? ''), value, no);
  }
  const findings = [...tests]
    .filter(([, run]) => run.failed > 0 && run.passed === 0)
    .map(([key, run]) => testOf(key, run));
  const broken = new Set(findings.map(({ suite }) => suite));
  const builds = [...packages].flatMap(([pkg, run]) =>
    run.failed > 0 && !broken.has(pkg.replace(/ \[.{0,300}\]$/, '')) ? packageOf(pkg, run) : [],
  );
  const open = isCut
    ? [...tests].filter(([, run]) => run.failed + run.passed === 0 && !run.isSkipped).length
    : 0;
  const all = [...tests.values()];
  return {
    findings: unique([...builds, ...findings]),
    counts: {
      passed: all.filter(({ failed, passed }) => failed === 0 && passed > 0).length,
      failed: findings.length + builds.length,
      skipped: all.filter(({ isSkipped }) => isSkipped).length,
      flaky: all.filter(({ failed, passed }) => failed > 0 && passed > 0).length,
    },
    notes: otherLines > 0 ? [`${otherLines} lines are no events`] : [],
    ...(isCut
      ? { problem: `it ends in the middle${open > 0 ? `, with ${open} tests still running` : ''}` }
      : {}),
  };
}

function follow(run: Run, action: string, value: unknown, no: number): void {
  if (action === 'run' && run.failed > 0) run.output = '';
  if (action === 'output' || action === 'build-output') {
    const said = stringOf(field(value, 'Output')) ?? '';
    if (run.output.length < MAX_OUTPUT_CHARS) run.output += said;
  } else if (action === 'fail' || action === 'build-fail') {
    run.failed += 1;
    run.failedAt = no;
  } else if (action === 'pass') run.passed += 1;
  else if (action === 'skip') run.isSkipped = true;
}

const FRAME = /^\s{0,200}(?:=== |--- (?:FAIL|PASS|SKIP): )/;

function testOf(key: string, run: Run): ReportFinding {
  const [pkg = '', name = ''] = key.split('\n');
  const said = clean(run.output)
    .split('\n')
    .filter((line) => !FRAME.test(line))
    .join('\n');
  const places = said.split('\n').flatMap((line) => placeIn(line) ?? []);
  const place = places.findLast(({ file }) => file.endsWith('_test.go')) ?? places.at(-1);
  const isPanic = /^panic: /m.test(said);
  return {
    kind: 'test',
    tool: 'go',
    testId: name,
    suite: pkg,
    file: place?.file,
    line: place?.line,
    message: withoutPlaces(said) || (isPanic ? 'panic' : 'a subtest failed'),
    ...(run.failed > 1 ? { attempts: { passed: 0, failed: run.failed } } : {}),
    text: said,
    fromLine: run.failedAt,
    toLine: run.failedAt,
  };
}

const withoutPlaces = (said: string): string =>
  messageOf(undefined, said.replace(/^\s{0,100}[\w./-]{1,500}\.go:\d{1,7}: /gm, ''));

const COMPILE = /^(?:vet: )?(\.{0,2}[\w./-]{1,500}\.go):(\d{1,7}):(\d{1,7}): (.{1,2000})$/;

function packageOf(pkg: string, run: Run): ReportFinding[] {
  const compile = clean(run.output)
    .split('\n')
    .flatMap((line) => COMPILE.exec(line) ?? []);
  const at = { tool: 'go', text: clean(run.output), fromLine: run.fromLine, toLine: run.failedAt };
  if (compile.length === 0 && /\[(?:build|setup) failed\]/.test(run.output)) return [];
  const lines = clean(run.output)
    .split('\n')
    .map((line) => COMPILE.exec(line))
    .filter((found) => found !== null);
  if (lines.length > 0)
    return lines.map(([, file, line, column, message = '']) => ({
      ...at,
      kind: 'compile' as const,
      file,
      line: Number(line),
      column: Number(column),
      message,
    }));
  const message = messageOf(undefined, run.output) || `${pkg} failed`;
  return [{ ...at, kind: /^panic: |signal: /m.test(run.output) ? 'crash' : 'test', suite: pkg, message }];
}

/** A package and its test variant both tell the same error of the compiler. */
function unique(findings: readonly ReportFinding[]): ReportFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ kind, suite, testId, file, line, column, message }) => {
    const key = JSON.stringify([
      kind,
      testId === undefined ? '' : suite,
      testId,
      file,
      line,
      column,
      message,
    ]);
    return !seen.has(key) && seen.add(key);
  });
}
