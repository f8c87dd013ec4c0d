// cfn-lint --format json: a flat list, its rule as an object.
import { field, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const cfnLint: Linter = {
  format: 'cfn-lint-json',
  tool: 'cfn-lint',
  marks: ['"Filename":'],
  is: (value) => firstHas(value, 'Filename', 'Rule'),
  problems: (value) =>
    listOf(value).map((item) => ({
      at: item,
      file: stringOf(field(item, 'Filename')),
      line: numberOf(field(item, 'Location', 'Start', 'LineNumber')),
      column: numberOf(field(item, 'Location', 'Start', 'ColumnNumber')),
      code: stringOf(field(item, 'Rule', 'Id')),
      message: stringOf(field(item, 'Message')),
      isMild: field(item, 'Level') !== 'Error',
    })),
};
