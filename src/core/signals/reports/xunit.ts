// xUnit.net's XML of version 2: assemblies, collections, tests; errors beside them for what broke outside of a test.
import { placeIn } from './places.ts';
import { clean, FailedTests, messageOf, numberOf, PassedTests, type ReportFinding } from './report.ts';
import { attribute, childOf, type Element } from './xml.ts';
import type { XmlDialect } from './xml-dialect.ts';

export function xunit2(): XmlDialect {
  const failed = new FailedTests();
  const passed = new PassedTests();
  let told = 0;
  let skipped = 0;
  return {
    format: 'xunit2',
    records: new Set(['test', 'error']),
    onRecord(record) {
      const result = attribute(record, 'result');
      if (record.name === 'error' || result === 'Fail') failed.add(findingOf(record));
      else if (result === 'Pass')
        passed.add({ testId: attribute(record, 'name') ?? '', suite: attribute(record, 'type') });
      else skipped += 1;
    },
    onOpen(element) {
      if (element.name === 'assembly')
        told += (numberOf(attribute(element, 'failed')) ?? 0) + (numberOf(attribute(element, 'errors')) ?? 0);
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

function findingOf(record: Element): ReportFinding {
  const failure = childOf(record, 'failure');
  const message = (failure && childOf(failure, 'message')?.text) ?? '';
  const stack = (failure && childOf(failure, 'stack-trace')?.text) ?? '';
  const suite = attribute(record, 'type');
  const place = placeIn(clean(stack), suite);
  return {
    kind: record.name === 'error' ? 'crash' : 'test',
    tool: 'xunit',
    testId: attribute(record, 'name') ?? '(a test without a name)',
    suite: record.name === 'error' ? undefined : suite,
    file: place?.file ?? attribute(record, 'source-file'),
    line: place?.line,
    message: messageOf(undefined, message) || (attribute(failure, 'exception-type') ?? 'failed'),
    text: clean(`${message}\n${stack}`),
    fromLine: record.fromLine,
    toLine: record.toLine,
  };
}
