// semgrep --json: results with a rule and a place; with --error each of them fails it.
import { field, listOf, worded } from '../json.ts';
import { has, listHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const semgrep: Linter = {
  format: 'semgrep-json',
  tool: 'semgrep',
  marks: ['"check_id":'],
  is: (value) => listHas(value, 'results', 'check_id', 'path') && has(value, 'errors'),
  problems: (value) =>
    listOf(field(value, 'results')).map((item) => ({
      at: item,
      file: stringOf(field(item, 'path')),
      line: numberOf(field(item, 'start', 'line')),
      column: numberOf(field(item, 'start', 'col')),
      code: stringOf(field(item, 'check_id')),
      severity: worded(field(item, 'extra', 'severity')) === 'ERROR' ? 'error' : 'warning',
      message: stringOf(field(item, 'extra', 'message')),
    })),
};
