// Checkstyle's XML, which many linters can write.
import { numberOf, type ReportFinding } from './report.ts';
import { attribute } from './xml.ts';
import type { XmlDialect } from './xml-dialect.ts';

export function checkstyle(): XmlDialect {
  const findings: ReportFinding[] = [];
  return {
    format: 'checkstyle',
    records: new Set(['error']),
    onRecord(record, parents) {
      const severity = attribute(record, 'severity') ?? 'error';
      if (severity !== 'error') return;
      const message = attribute(record, 'message') ?? 'a rule was broken';
      findings.push({
        kind: 'lint',
        tool: 'checkstyle',
        file: attribute(
          parents.findLast(({ name }) => name === 'file'),
          'name',
        ),
        line: numberOf(attribute(record, 'line')),
        column: numberOf(attribute(record, 'column')),
        code: attribute(record, 'source')?.split('.').at(-1),
        message,
        text: message,
        fromLine: record.fromLine,
        toLine: record.toLine,
      });
    },
    end: () => ({
      findings,
      passed: [],
      notes: [],
      told: 0,
      counts: { passed: 0, failed: findings.length, skipped: 0, flaky: 0 },
    }),
  };
}
