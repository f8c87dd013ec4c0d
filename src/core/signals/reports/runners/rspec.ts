// rspec --format json.
import { field, type Json, listOf, worded } from '../json.ts';
import { has, type JsonKind } from '../json-kind.ts';
import { messageOf, numberOf, type ReportFinding, stringOf } from '../report.ts';
import { heldAgainst } from '../sums.ts';
import type { Where } from '../where.ts';
import { counted, testFinding } from './test-finding.ts';

export const rspecJson: JsonKind = {
  format: 'rspec-json',
  marks: ['"examples":'],
  is: (value) => has(value, 'examples') && has(value, 'summary'),
  read(value, where) {
    const examples = listOf(field(value, 'examples'));
    const failed = examples.filter((example) => field(example, 'status') === 'failed');
    const broken = numberOf(field(value, 'summary', 'errors_outside_of_examples_count')) ?? 0;
    const outside = listOf(field(value, 'messages')).map(worded).join('\n');
    const findings = [
      ...(broken === 0
        ? []
        : [testFinding(outside, { tool: 'rspec' }, where(field(value, 'messages'), outside))]),
      ...failed.map((example) => failureOf(example, where)),
    ];
    const passed = examples.filter((example) => field(example, 'status') === 'passed').length;
    const counts = counted(passed, findings.length, examples.length - passed - failed.length);
    const sum = (key: string) => numberOf(field(value, 'summary', key));
    const sums = { failed: sum('failure_count') ?? 0, total: sum('example_count') };
    return heldAgainst({ findings, notes: [], counts }, sums, 'rspec');
  },
};

function failureOf(example: Json, where: Where): ReportFinding {
  const said = stringOf(field(example, 'exception', 'message')) ?? '';
  const trace = listOf(field(example, 'exception', 'backtrace'))
    .map(worded)
    .join('\n');
  const testId =
    stringOf(field(example, 'full_description')) ??
    stringOf(field(example, 'description')) ??
    '(a test without a name)';
  const place = {
    file: stringOf(field(example, 'file_path')),
    line: numberOf(field(example, 'line_number')),
  };
  return {
    ...testFinding(`${said}\n${trace}`, { tool: 'rspec', testId, ...place }, where(example, testId)),
    message: messageOf(undefined, said) || 'failed',
  };
}
