// cargo --message-format=json: the compiler's and clippy's diagnostics, one object a line.
import type { EventKind } from './event-kind.ts';
import { field, listOf, worded } from './json.ts';
import { clean, MAX_FINDINGS, numberOf, type ReportFinding, stringOf } from './report.ts';

const REASONS: ReadonlySet<string> = new Set([
  'compiler-message',
  'compiler-artifact',
  'build-script-executed',
  'build-finished',
]);

export const cargoMessages: EventKind = {
  format: 'cargo-json',
  marks: ['"reason":"'],
  like: /^\s{0,20}\{\s{0,20}"reason"/,
  is: (value) => REASONS.has(worded(field(value, 'reason'))),
  begin() {
    const findings: ReportFinding[] = [];
    let failed = 0;
    let success: boolean | undefined;
    return {
      push(value, no) {
        if (field(value, 'reason') === 'build-finished') success = field(value, 'success') === true;
        const finding = findingOf(field(value, 'message'), no);
        if (finding === undefined) return;
        failed += 1;
        if (findings.length < MAX_FINDINGS) findings.push(finding);
      },
      end: (isCut) => ({
        findings: failed === 0 && success === false ? [UNTOLD] : findings,
        counts: { passed: success === true ? 1 : 0, failed, skipped: 0, flaky: 0 },
        notes: failed > findings.length ? [`${failed - findings.length} more errors are not kept`] : [],
        ...(isCut || success === undefined ? { problem: 'it ends before the build did' } : {}),
      }),
    };
  },
};

const UNTOLD: ReportFinding = {
  kind: 'build',
  tool: 'cargo',
  message: 'the build failed, and the report does not say why',
  text: '',
  fromLine: 0,
  toLine: 0,
};

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
