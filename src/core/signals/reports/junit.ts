// JUnit XML in its dialects: surefire, gradle, pytest, jest, vitest, node:test, gotestsum, phpunit, rspec, playwright and the rest.
import { lintProblems } from './junit-lint.ts';
import { placeIn } from './places.ts';
import {
  clean,
  MAX_FINDINGS,
  MAX_PASSED,
  messageOf,
  numberOf,
  ownFinding,
  ownTest,
  type PassedTest,
  type ReportFinding,
} from './report.ts';
import { attribute, type Element } from './xml.ts';
import type { XmlDialect } from './xml-dialect.ts';

const FAILED: ReadonlySet<string> = new Set(['failure', 'error']);
const RERUN: ReadonlySet<string> = new Set(['rerunFailure', 'rerunError']);
const FLAKY: ReadonlySet<string> = new Set(['flakyFailure', 'flakyError']);
const SKIPPED: ReadonlySet<string> = new Set(['skipped', 'disabled', 'ignored']);

type Case = { finding: ReportFinding | undefined; failures: number; passes: number; test?: PassedTest };

/** More are only counted: of a hundred thousand tests, those that passed need not be told from each other. */
const MAX_CASES = 100_000;

export function junit(): XmlDialect {
  const cases = new Map<string, Case>();
  const notes: string[] = [];
  /** Suites of one name are several: only within one of them is a second case of a name another try. */
  const suites = new WeakMap<Element, number>();
  let suiteCount = 0;
  let failed = 0;
  let morePassed = 0;
  let skipped = 0;
  let told = 0;
  let tool = 'junit';

  const suiteNo = (parents: readonly Element[]): number | undefined => {
    const suite = parents.at(-1);
    return suite === undefined ? undefined : suites.get(suite);
  };
  const shortened = (finding: ReportFinding): ReportFinding => {
    failed += 1;
    const isKept = failed <= MAX_FINDINGS;
    return ownFinding(isKept ? finding : { ...finding, text: '', message: finding.message.slice(0, 200) });
  };

  const onRecord = (record: Element, parents: readonly Element[]) => {
    if (record.name !== 'testcase') {
      onSuiteTrouble(record, parents);
      return;
    }
    if (has(record, SKIPPED) && (!has(record, FAILED) || isToDo(record))) {
      skipped += 1;
      return;
    }
    const problems = lintProblems(record, parents);
    for (const { file, line, column, code, isWarning, finding } of problems)
      if (!isWarning)
        cases.set(JSON.stringify([file, line, column, code]), { finding, failures: 1, passes: 0 });
    if (problems.length > 0) return;
    const key = JSON.stringify([
      suiteNo(parents),
      attribute(record, 'classname'),
      attribute(record, 'name'),
      attribute(record, 'file'),
    ]);
    const seen: Case = cases.get(key) ?? {
      finding: undefined,
      failures: 0,
      passes: 0,
      ...(cases.size < MAX_PASSED ? { test: ownTest(testOf(record, parents)) } : {}),
    };
    const failures = record.children.filter(({ name }) => FAILED.has(name) || RERUN.has(name));
    seen.failures += failures.length + record.children.filter(({ name }) => FLAKY.has(name)).length;
    if (failures.length === 0) {
      // The last run of a test counts: runners that repeat write one case for each.
      seen.passes += 1;
      seen.finding = undefined;
    } else seen.finding = shortened(findingOf(record, failures[0] as Element, parents, tool));
    if (cases.size < MAX_CASES || seen.finding !== undefined) cases.set(key, seen);
    else if (!cases.has(key)) morePassed += 1;
  };
  /** An error of a suite itself: its set-up broke, and its tests may not have run. */
  const onSuiteTrouble = (record: Element, parents: readonly Element[]) => {
    const suite = parents.findLast(({ name }) => name === 'testsuite');
    const finding = findingOf(suite ?? record, record, parents, tool);
    cases.set(`suite ${cases.size}`, { finding: { ...finding, kind: 'test' }, failures: 1, passes: 0 });
  };

  return {
    format: 'junit',
    records: new Set(['testcase', 'failure', 'error']),
    onRecord,
    onOpen(element, parents) {
      suites.set(element, suiteCount);
      suiteCount += 1;
      if (element.name === 'testsuites' || element.name === 'testsuite') tool = toolOf(element) ?? tool;
      if (parents.length === 0 || (parents.length === 1 && attribute(parents[0], 'tests') === undefined))
        told +=
          (numberOf(attribute(element, 'failures')) ?? 0) + (numberOf(attribute(element, 'errors')) ?? 0);
      if (element.name === 'property' && attribute(element, 'name') === 'go.version') tool = 'go';
    },
    end() {
      const all = [...cases.values()];
      const findings = all.flatMap(({ finding, failures, passes }) =>
        finding === undefined
          ? []
          : [
              failures > 1
                ? {
                    ...finding,
                    tool: tool === 'junit' ? finding.tool : tool,
                    attempts: { passed: passes, failed: failures },
                  }
                : finding,
            ],
      );
      if (told > 0 && findings.length === 0 && all.every(({ failures }) => failures === 0))
        notes.push(`its suites count ${told} failures, of which none is told`);
      return {
        findings,
        passed: all.flatMap(({ finding, test }) => (finding === undefined && test ? [test] : [])),
        notes,
        told,
        counts: {
          passed:
            morePassed +
            all.filter(({ finding, failures }) => finding === undefined && failures === 0).length,
          failed: findings.length,
          skipped,
          flaky: all.filter(({ finding, failures }) => finding === undefined && failures > 0).length,
        },
      };
    },
  };
}

/** node:test tells what a test that is still to be done fails with. */
const isToDo = (record: Element): boolean =>
  record.children.some((child) => child.name === 'skipped' && attribute(child, 'type') === 'todo');

const has = (record: Element, names: ReadonlySet<string>): boolean =>
  record.children.some(({ name }) => names.has(name));

/** What a case is called by, whether it fails or not. */
function testOf(record: Element, parents: readonly Element[]) {
  const suite = parents.findLast((parent) => attribute(parent, 'name') !== undefined);
  const className = attribute(record, 'classname') ?? attribute(record, 'class');
  return {
    testId: attribute(record, 'name') ?? className ?? '(a test without a name)',
    suite: className ?? attribute(suite, 'name'),
    file:
      attribute(record, 'file') ??
      attribute(suite, 'file') ??
      fileLike(className) ??
      fileLike(attribute(suite, 'name')),
  };
}

function findingOf(
  record: Element,
  failure: Element,
  parents: readonly Element[],
  tool: string,
): ReportFinding {
  const said = attribute(failure, 'message');
  const body = failure.text.trim() === '' ? (said ?? '') : failure.text;
  const { testId, suite, file } = testOf(record, parents);
  const className = attribute(record, 'classname') ?? attribute(record, 'class');
  const place = placeIn(clean(`${body}\n${said ?? ''}`), file ?? className);
  const ownLine = numberOf(attribute(record, 'line') ?? attribute(record, 'lineno'));
  const line = ownLine !== undefined && tool === 'pytest' ? ownLine + 1 : ownLine;
  const isSameFile = file === undefined || (place !== undefined && sameFile(place.file, file));
  return {
    kind:
      /collection (?:failure|error)/.test(said ?? '') ||
      attribute(record, 'name') === 'TestMain [build failed]'
        ? 'compile'
        : 'test',
    tool,
    testId,
    suite,
    file: file ?? place?.file,
    line: isSameFile ? (place?.line ?? line) : (line ?? undefined),
    code: undefined,
    message: messageOf(said, body) || attribute(failure, 'type') || 'failed',
    text: clean(body),
    fromLine: record.fromLine,
    toLine: record.toLine,
  };
}

const sameFile = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((path) => path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''));
  return left === right || (left ?? '').endsWith(`/${right}`) || (right ?? '').endsWith(`/${left}`);
};

/** vitest, playwright, jest and rspec put the file where others put a class. */
const fileLike = (name: string | undefined): string | undefined =>
  name !== undefined && /^[^\s<>]{1,400}\.(?:[cm]?[jt]sx?|py|rb|php|go|dart|vue|bats|lua|exs?)$/.test(name)
    ? name
    : undefined;

const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/^pytest$/, 'pytest'],
  [/^jest tests$/, 'jest'],
  [/^vitest tests$/, 'vitest'],
  [/^Mocha Tests$/, 'mocha'],
  [/^rspec\d{0,3}$/i, 'rspec'],
  [/phpunit/i, 'phpunit'],
  [/surefire/i, 'surefire'],
];

function toolOf(element: Element): string | undefined {
  const words = Object.values(element.attributes);
  return TOOLS.find(([pattern]) => words.some((word) => pattern.test(word.slice(0, 300))))?.[1];
}
