// cargo --message-format=json: the compiler's and clippy's diagnostics, one object a line.
import { field, type JsonLines, listOf } from './json.ts';
import { clean, numberOf, type Report, type ReportFinding, stringOf } from './report.ts';

export function cargoMessages({ values, isCut }: JsonLines): Omit<Report, 'format'> {
  const findings = values.flatMap(({ value, no }) => findingOf(field(value, 'message'), no) ?? []);
  const finished = values.find(({ value }) => field(value, 'reason') === 'build-finished');
  return {
    findings,
    counts: {
      passed: field(finished?.value, 'success') === true ? 1 : 0,
      failed: findings.length,
      skipped: 0,
      flaky: 0,
    },
    notes: [],
    ...(isCut ? { problem: 'it ends in the middle' } : {}),
  };
}

function findingOf(message: unknown, no: number): ReportFinding | undefined {
  const level = field(message, 'level');
  if (level !== 'error' && level !== 'error: internal compiler error') return undefined;
  const spans = listOf(field(message, 'spans'));
  const span = spans.find((each) => field(each, 'is_primary') === true) ?? spans[0];
  const said = stringOf(field(message, 'message')) ?? 'error';
  if (span === undefined && /^aborting due to/.test(said)) return undefined;
  const code = stringOf(field(message, 'code', 'code'));
  return {
    kind: code?.startsWith('clippy::') === true ? 'lint' : 'compile',
    tool: 'cargo',
    file: stringOf(field(span, 'file_name')),
    line: numberOf(field(span, 'line_start')),
    column: numberOf(field(span, 'column_start')),
    code,
    message: said,
    text: clean(stringOf(field(message, 'rendered')) ?? said),
    fromLine: no,
    toLine: no,
  };
}
