// TRX, the report of `dotnet test` and Visual Studio: results first, the classes of their tests further down.
import { placeIn } from './places.ts';
import {
  clean,
  MAX_FINDINGS,
  MAX_PASSED,
  messageOf,
  numberOf,
  ownFinding,
  type ReportFinding,
} from './report.ts';
import { attribute, childOf, type Element } from './xml.ts';
import type { XmlDialect } from './xml-dialect.ts';

const FAILED: ReadonlySet<string> = new Set(['Failed', 'Error', 'Timeout', 'Aborted']);
const PASSED: ReadonlySet<string> = new Set(['Passed', 'PassedButRunAborted', 'Warning', 'Completed']);

export function trx(): XmlDialect {
  const failed: { id: string | undefined; finding: ReportFinding }[] = [];
  const runProblems: ReportFinding[] = [];
  const classes = new Map<string, string>();
  const passed: { id: string | undefined; name: string }[] = [];
  let passedTests = 0;
  let failedTests = 0;
  let skipped = 0;
  let told = 0;

  const onResult = (record: Element): void => {
    const inner = childOf(record, 'InnerResults')?.children ?? [];
    if (inner.length > 0) {
      for (const each of inner) onResult(each);
      return;
    }
    const outcome = attribute(record, 'outcome') ?? 'Error';
    const id = attribute(record, 'testId');
    if (FAILED.has(outcome)) {
      failedTests += 1;
      if (failed.length < MAX_FINDINGS) failed.push({ id, finding: ownFinding(findingOf(record)) });
    } else if (PASSED.has(outcome)) {
      passedTests += 1;
      if (passed.length < MAX_PASSED) passed.push({ id, name: attribute(record, 'testName') ?? '' });
    } else skipped += 1;
  };

  return {
    format: 'trx',
    records: new Set(['UnitTestResult', 'UnitTest', 'RunInfo']),
    onOpen(element) {
      const isSum = element.name === 'ResultSummary' && FAILED.has(attribute(element, 'outcome') ?? '');
      if (isSum) told = Math.max(told, 1);
      if (element.name !== 'Counters') return;
      const sums = ['failed', 'error', 'timeout', 'aborted'].map(
        (key) => numberOf(attribute(element, key)) ?? 0,
      );
      told = Math.max(
        told,
        sums.reduce((sum, each) => sum + each, 0),
      );
    },
    onRecord(record) {
      if (record.name === 'UnitTestResult') onResult(record);
      const id = attribute(record, 'id');
      const className = attribute(childOf(record, 'TestMethod'), 'className');
      if (record.name === 'UnitTest' && id !== undefined && className !== undefined)
        classes.set(id, className);
      if (record.name === 'RunInfo' && FAILED.has(attribute(record, 'outcome') ?? ''))
        runProblems.push(runProblem(record));
    },
    end() {
      const findings = failed.map(({ id, finding }) => withClass(finding, classes.get(id ?? '')));
      const all = findings.length > 0 ? findings : runProblems;
      const counts = { passed: passedTests, failed: failedTests || all.length, skipped, flaky: 0 };
      const suiteOf = (id: string | undefined) => classes.get(id ?? '')?.split(',')[0];
      const named = passed.map(({ id, name }) => ({ testId: name, suite: suiteOf(id) }));
      return { findings: all, passed: named, notes: [], told, counts };
    },
  };
}

/** The class without its assembly; a name that repeats the class is shown without it. */
function withClass(finding: ReportFinding, className: string | undefined): ReportFinding {
  const suite = className?.split(',')[0];
  if (suite === undefined) return finding;
  const place = finding.file === undefined ? undefined : placeIn(finding.text, suite);
  return { ...finding, suite, file: place?.file ?? finding.file, line: place?.line ?? finding.line };
}

function findingOf(record: Element): ReportFinding {
  const error = childOf(childOf(record, 'Output') ?? record, 'ErrorInfo');
  const message = (error && childOf(error, 'Message')?.text) ?? '';
  const stack = (error && childOf(error, 'StackTrace')?.text) ?? '';
  const place = placeIn(clean(stack));
  return {
    kind: 'test',
    tool: 'dotnet',
    testId: attribute(record, 'testName') ?? '(a test without a name)',
    file: place?.file,
    line: place?.line,
    message: messageOf(undefined, message) || (attribute(record, 'outcome') ?? 'failed'),
    text: clean(`${message}\n${stack}`),
    fromLine: record.fromLine,
    toLine: record.toLine,
  };
}

const runProblem = (record: Element): ReportFinding => ({
  kind: 'crash',
  tool: 'dotnet',
  message: messageOf(undefined, childOf(record, 'Text')?.text ?? '') || 'the test run failed',
  text: clean(childOf(record, 'Text')?.text ?? ''),
  fromLine: record.fromLine,
  toLine: record.toLine,
});
