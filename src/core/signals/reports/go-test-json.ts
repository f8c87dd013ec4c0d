// go test -json (and test2json): events of packages and tests, their output line by line.
import { isFailed, packageFindings, type Run, testFindings } from './go-runs.ts';
import { field, type JsonLines } from './json.ts';
import { type Report, type ReportFinding, stringOf } from './report.ts';

const MAX_OUTPUT_CHARS = 16_000;

/** A parent of a failing subtest failed as well: go says so, and both are told. Retried tests that passed in the end are not. */
export function goTestJson({ values, otherLines, isCut }: JsonLines): Omit<Report, 'format'> {
  const tests = new Map<string, Run>();
  const packages = new Map<string, Run>();
  for (const { value, no } of values) {
    const name = stringOf(field(value, 'Test'));
    const pkg = stringOf(field(value, 'Package')) ?? stringOf(field(value, 'ImportPath')) ?? '';
    const runs = name === undefined ? packages : tests;
    const key = name === undefined ? pkg : `${pkg}\n${name}`;
    const run = runs.get(key) ?? begunAt(no);
    runs.set(key, run);
    follow(run, String(field(value, 'Action') ?? ''), value, no);
  }
  const findings = testFindings(tests);
  const broken = new Set(findings.map(({ suite }) => suite));
  const builds = [...packages].flatMap(([pkg, run]) =>
    packageFindings(pkg, run, broken.has(pkg.replace(/ \[.{0,300}\]$/, ''))),
  );
  const all = [...tests.values()];
  const open = isCut ? all.filter((run) => run.failed + run.passed === 0 && !run.isSkipped).length : 0;
  return {
    findings: unique([...builds, ...findings]),
    counts: {
      passed: all.filter(({ failed, passed }) => failed === 0 && passed > 0).length,
      failed: findings.length + builds.length,
      skipped: all.filter(({ isSkipped }) => isSkipped).length,
      flaky: all.filter((run) => run.failed > 0 && !isFailed(run)).length,
    },
    notes: otherLines > 0 ? [`${otherLines} lines are no events`] : [],
    ...(isCut
      ? { problem: `it ends in the middle${open > 0 ? `, with ${open} tests still running` : ''}` }
      : {}),
  };
}

const begunAt = (no: number): Run => ({
  output: '',
  fromLine: no,
  failedAt: no,
  failed: 0,
  passed: 0,
  isSkipped: false,
});

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
