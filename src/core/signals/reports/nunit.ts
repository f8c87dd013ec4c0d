// NUnit's XML, of version 3 (`test-run`) and of version 2 (`test-results`).
import { placeIn } from './places.ts';
import { clean, FailedTests, messageOf, numberOf, PassedTests, type ReportFinding } from './report.ts';
import { attribute, childOf, type Element } from './xml.ts';
import type { XmlDialect } from './xml-dialect.ts';

const FAILED: ReadonlySet<string> = new Set([
  'Failed',
  'Failure',
  'Error',
  'Cancelled',
  'Invalid',
  'NotRunnable',
]);
const PASSED: ReadonlySet<string> = new Set(['Passed', 'Success', 'Warning']);

export const nunit3 = (): XmlDialect => nunit('nunit3');
export const nunit2 = (): XmlDialect => nunit('nunit2');

function nunit(format: string): XmlDialect {
  const failed = new FailedTests();
  const passed = new PassedTests();
  let told = 0;
  let skipped = 0;
  return {
    format,
    records: new Set(['test-case', 'failure']),
    onRecord(record, parents) {
      const parent = parents.at(-1);
      if (record.name === 'failure') {
        // A suite fails because of its tests, unless its own set-up or tear-down is to blame.
        const site = attribute(parent, 'site');
        if (parent !== undefined && (site === 'SetUp' || site === 'TearDown'))
          failed.add(findingOf(parent, record, attribute(parent, 'fullname')));
        return;
      }
      if (hasFailed(record))
        failed.add(findingOf(record, childOf(record, 'failure'), classOf(record, parents)));
      else if (hasPassed(record)) passed.add({ testId: nameOf(record), suite: classOf(record, parents) });
      else skipped += 1;
    },
    onOpen(element, parents) {
      if (parents.length > 0) return;
      const sums = ['failed', 'failures', 'errors'].map((key) => numberOf(attribute(element, key)) ?? 0);
      const isFailed = FAILED.has(attribute(element, 'result') ?? '');
      told = Math.max(
        isFailed ? 1 : 0,
        sums.reduce((sum, each) => sum + each, 0),
      );
    },
    end: () => ({
      findings: failed.findings,
      passed: passed.names,
      notes: [],
      told,
      counts: { passed: passed.count, failed: failed.count, skipped, flaky: 0 },
    }),
  };
}

const nameOf = (record: Element): string =>
  attribute(record, 'fullname') ?? attribute(record, 'name') ?? '(a test without a name)';

const hasFailed = (record: Element): boolean => {
  const result = attribute(record, 'result');
  if (result !== undefined) return FAILED.has(result);
  return attribute(record, 'executed') === 'True' && attribute(record, 'success') === 'False';
};
const hasPassed = (record: Element): boolean => {
  const result = attribute(record, 'result');
  return result === undefined ? attribute(record, 'success') === 'True' : PASSED.has(result);
};

const classOf = (record: Element, parents: readonly Element[]): string | undefined =>
  attribute(record, 'classname') ??
  attribute(
    parents.findLast((parent) => attribute(parent, 'type') === 'TestFixture'),
    'fullname',
  ) ??
  attribute(
    parents.findLast((parent) => attribute(parent, 'type') === 'TestFixture'),
    'name',
  );

function findingOf(record: Element, failure: Element | undefined, suite: string | undefined): ReportFinding {
  const message = (failure && childOf(failure, 'message')?.text) ?? '';
  const stack = (failure && childOf(failure, 'stack-trace')?.text) ?? '';
  const place = placeIn(clean(stack), suite);
  return {
    kind: 'test',
    tool: 'nunit',
    testId: nameOf(record),
    suite,
    file: place?.file,
    line: place?.line,
    message:
      messageOf(undefined, message) ||
      (attribute(record, 'label') ?? attribute(record, 'result') ?? 'failed'),
    text: clean(`${message}\n${stack}`),
    fromLine: record.fromLine,
    toLine: record.toLine,
  };
}
