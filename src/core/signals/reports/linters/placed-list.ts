// Flat lists of placed messages, as many linters print them (hadolint, swiftlint, actionlint, revive and others): by the names of their fields.
import { field, type Json, listOf, worded } from '../json.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter, Problem } from './linter.ts';

const MILD: ReadonlySet<string> = new Set([
  ...['warning', 'info', 'style', 'note', 'notice', 'convention', 'refactor', 'hint', 'minor'],
]);

export const placedList: Linter = {
  format: 'lint-json',
  tool: 'lint',
  marks: ['"column":', '"character":', '"RuleName":'],
  is: (value) => listOf(value).length > 0 && listOf(value).every(isPlaced),
  problems: (value) => listOf(value).map(problemOf),
  mildCountAlone: true,
};

const isPlaced = (item: Json): boolean => saidIn(item) !== undefined && fileOf(item) !== undefined;

const first = (item: Json, ...keys: readonly string[]): string | undefined =>
  keys.map((key) => stringOf(field(item, key))).find((value) => value !== undefined);
const saidIn = (item: Json) => first(item, 'message', 'reason', 'Failure');
const fileOf = (item: Json) =>
  first(item, 'filename', 'path', 'file', 'filepath', 'file_path') ??
  stringOf(field(item, 'Position', 'Start', 'Filename'));

function problemOf(item: Json): Problem {
  const code =
    first(item, 'code', 'rule', 'rule_id', 'ruleId', 'kind', 'RuleName') ??
    (worded(field(item, 'code')) || undefined);
  const severity = worded(field(item, 'level') ?? field(item, 'severity') ?? field(item, 'Severity'));
  return {
    at: item,
    ...toolOf(item, code),
    file: fileOf(item),
    line: numberOf(
      field(item, 'line') ?? field(item, 'line_from') ?? field(item, 'Position', 'Start', 'Line'),
    ),
    column: numberOf(
      field(item, 'column') ??
        field(item, 'character') ??
        field(item, 'column_from') ??
        field(item, 'Position', 'Start', 'Column'),
    ),
    code,
    message: saidIn(item),
    isMild: MILD.has(severity.toLowerCase()),
  };
}

/** Those that a field or the look of their codes gives away. */
function toolOf(item: Json, code: string | undefined): { readonly tool?: string } {
  if (field(item, 'rule_id') !== undefined && field(item, 'reason') !== undefined)
    return { tool: 'swiftlint' };
  if (field(item, 'RuleName') !== undefined) return { tool: 'revive' };
  if (field(item, 'snippet') !== undefined && field(item, 'end_column') !== undefined)
    return { tool: 'actionlint' };
  if (field(item, 'line_from') !== undefined && field(item, 'taint_trace') !== undefined)
    return { tool: 'psalm' };
  return /^(?:DL|SC)\d{4}$/.test(code ?? '') ? { tool: 'hadolint' } : {};
}
