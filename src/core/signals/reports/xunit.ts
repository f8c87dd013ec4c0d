// xUnit.net's XML of version 2: assemblies, collections, tests; errors beside them for what broke outside of a test.
import { placeIn } from './places.ts';
import { clean, messageOf, type PassedTest, type ReportFinding } from './report.ts';
import { attribute, childOf, type Element } from './xml.ts';
import type { XmlDialect } from './xml-dialect.ts';

export function xunit2(): XmlDialect {
  const findings: ReportFinding[] = [];
  const passed: PassedTest[] = [];
  let skipped = 0;
  return {
    format: 'xunit2',
    records: new Set(['test', 'error']),
    onRecord(record) {
      const result = attribute(record, 'result');
      if (record.name === 'error' || result === 'Fail') findings.push(findingOf(record));
      else if (result === 'Pass')
        passed.push({ testId: attribute(record, 'name') ?? '', suite: attribute(record, 'type') });
      else skipped += 1;
    },
    end: () => ({
      findings,
      passed,
      notes: [],
      told: 0,
      counts: { passed: passed.length, failed: findings.length, skipped, flaky: 0 },
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
