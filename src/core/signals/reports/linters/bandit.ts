// bandit -f json.
import { field, listOf, worded } from '../json.ts';
import { listHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const bandit: Linter = {
  format: 'bandit-json',
  tool: 'bandit',
  marks: ['"test_id":'],
  is: (value) => listHas(value, 'results', 'test_id') || field(value, 'metrics', '_totals') !== undefined,
  problems: (value) =>
    listOf(field(value, 'results')).map((item) => ({
      at: item,
      file: stringOf(field(item, 'filename')),
      line: numberOf(field(item, 'line_number')),
      code: stringOf(field(item, 'test_id')),
      severity: worded(field(item, 'issue_severity')).toLowerCase() === 'high' ? 'error' : 'warning',
      message: stringOf(field(item, 'issue_text')),
    })),
};
