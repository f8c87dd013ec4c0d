// go test -json (and test2json): events of packages and tests, their output line by line. Of what passed only the name is kept.
import type { EventKind, EventReader } from './event-kind.ts';
import { GoPackage } from './go-package.ts';
import { packageFindings, type Run, testFindings } from './go-runs.ts';
import { field, type Json, worded } from './json.ts';
import { MAX_FINDINGS, MAX_PASSED, type Report, type ReportFinding, stringOf } from './report.ts';

const MAX_OUTPUT_CHARS = 16_000;
/** Of all tests together; beyond it each keeps little. */
const MAX_KEPT_CHARS = 16_000_000;
const LITTLE_CHARS = 500;
/** Of more, those that pass are only counted. */
const MAX_TESTS = 50_000;
const ACTIONS: ReadonlySet<string> = new Set([
  ...['start', 'run', 'pause', 'cont', 'pass', 'bench', 'fail', 'output', 'skip', 'attr', 'artifacts'],
  ...['build-output', 'build-fail'],
]);

export const goTestEvents: EventKind = {
  format: 'go-test-json',
  marks: ['"Action":"'],
  like: /^\s{0,20}\{\s{0,20}"(?:Time|Action|Package|ImportPath|Test|Output|Elapsed)"/,
  is: (value) =>
    ACTIONS.has(worded(field(value, 'Action'))) &&
    ['Package', 'ImportPath', 'Test'].some((key) => field(value, key) !== undefined),
  begin: () => new GoTests(),
};

/** A parent of a failing subtest failed as well: go says so, and both are told. */
class GoTests implements EventReader {
  readonly #tests = new Map<string, Run>();
  readonly #packages = new Map<string, GoPackage>();
  readonly #builds = new Map<string, Run>();
  #keptChars = 0;
  #leftOut = 0;
  #forgotten = 0;

  push(event: Json, no: number): void {
    const action = worded(field(event, 'Action') ?? '');
    const name = stringOf(field(event, 'Test'));
    const imported = stringOf(field(event, 'ImportPath'));
    const output = stringOf(field(event, 'Output')) ?? '';
    if (action.startsWith('build-') && imported !== undefined) {
      const build = runIn(this.#builds, imported, no);
      if (action === 'build-fail') failAt(build, no);
      else this.#say(build, output);
      return;
    }
    const pkg = this.#packageOf(stringOf(field(event, 'Package')) ?? '', no);
    if (field(event, 'FailedBuild') !== undefined) pkg.isUnbuilt = true;
    if (name === undefined) this.#ofPackage(pkg, action, output, no);
    else this.#ofTest(pkg, `${stringOf(field(event, 'Package')) ?? ''}\n${name}`, { action, output, no });
  }

  #packageOf(name: string, no: number): GoPackage {
    const known = this.#packages.get(name) ?? new GoPackage(begunAt(no), this.#tests);
    this.#packages.set(name, known);
    return known;
  }

  #ofPackage(pkg: GoPackage, action: string, output: string, no: number): void {
    if (action === 'fail') failAt(pkg.run, no);
    if (action === 'pass' || action === 'fail' || action === 'skip') pkg.close(action === 'fail');
    else {
      pkg.isOpen = true;
      if (action === 'output') this.#say(pkg.run, output);
    }
  }

  #ofTest(
    pkg: GoPackage,
    key: string,
    { action, output, no }: { action: string; output: string; no: number },
  ): void {
    const test = runIn(this.#tests, key, no);
    const now = pkg.nowOf(key);
    // What it said when it failed stays, however often it is run again.
    if (action === 'run' && now.failed === 0) test.output = '';
    if (action === 'output' && now.failed === 0) this.#say(test, output);
    if (action === 'pass' || action === 'bench') now.passed += 1;
    if (action === 'pass' && now.failed === 0 && this.#tests.size > MAX_TESTS && pkg.isNew(key)) {
      this.#forgotten += 1;
      pkg.forget(key);
      return;
    }
    if (action === 'skip') now.isSkipped = true;
    if (action !== 'fail') return;
    now.failed += 1;
    test.failedAt = no;
    this.#keptChars += test.output.length;
  }

  #say(run: Run, output: string): void {
    const room = this.#keptChars < MAX_KEPT_CHARS ? MAX_OUTPUT_CHARS : LITTLE_CHARS;
    if (run.output.length < room) run.output += output;
    else this.#leftOut += output.length;
  }

  end(isCut: boolean): Omit<Report, 'format'> {
    const open = [...this.#packages.values()].filter(({ isOpen }) => isOpen);
    const running = open.reduce((sum, pkg) => sum + pkg.running, 0);
    for (const pkg of open) pkg.close(false);
    const findings = testFindings(this.#tests);
    const broken = new Set(findings.map(({ suite }) => suite));
    const builds = [...this.#builds].flatMap(([name, run]) =>
      packageFindings(name, run, broken.has(plain(name))),
    );
    const packages = [...this.#packages].flatMap(([name, pkg]) =>
      pkg.hasFailed && !(pkg.isUnbuilt && builds.length > 0)
        ? packageFindings(name, pkg.run, broken.has(name), builds.length > 0)
        : [],
    );
    const all = [...this.#tests.values()];
    const found = unique([...builds, ...packages, ...findings]);
    return {
      findings: found.slice(0, MAX_FINDINGS),
      passed: [...this.#tests]
        .filter(([, run]) => hasPassed(run))
        .slice(0, MAX_PASSED)
        .map(([key]) => namedBy(key)),
      counts: {
        passed: this.#forgotten + all.filter((run) => hasPassed(run) && run.failed === 0).length,
        failed: found.length,
        skipped: all.filter(({ isSkipped }) => isSkipped).length,
        flaky: all.filter((run) => hasPassed(run) && run.failed > 0).length,
      },
      notes: [
        ...(this.#leftOut > 0 ? [`${this.#leftOut} characters that tests printed are not kept`] : []),
        ...(this.#forgotten > 0 ? [`${this.#forgotten} tests that passed are only counted`] : []),
      ],
      ...(isCut || open.length > 0 ? { problem: unfinished(open.length, running) } : {}),
    };
  }
}

const unfinished = (packages: number, tests: number): string =>
  [
    'it ends in the middle',
    ...(packages > 0
      ? [`before ${packages} ${packages === 1 ? 'package' : 'packages'} had come to an end`]
      : []),
    ...(tests > 0 ? [`with ${tests} ${tests === 1 ? 'test' : 'tests'} still running`] : []),
  ].join(', ');

const hasPassed = ({ hasFailed, passed }: Run): boolean => !hasFailed && passed > 0;
/** A package built for its tests is named with them behind it. */
const plain = (imported: string): string => imported.replace(/ \[.{0,300}\]$/, '');

function namedBy(key: string): { testId: string; suite: string } {
  const [suite = '', testId = ''] = key.split('\n');
  return { testId, suite };
}

const begunAt = (no: number): Run => ({
  ...{ output: '', fromLine: no, failedAt: no, failed: 0, passed: 0, isSkipped: false, hasFailed: false },
});

function runIn(runs: Map<string, Run>, key: string, no: number): Run {
  const run = runs.get(key) ?? begunAt(no);
  runs.set(key, run);
  return run;
}

function failAt(run: Run, no: number): void {
  run.failed += 1;
  run.failedAt = no;
  run.hasFailed = true;
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
