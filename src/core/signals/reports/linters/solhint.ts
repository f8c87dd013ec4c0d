// solhint -f json: a flat list, and at its end a conclusion that is no problem.
import { field, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const solhint: Linter = {
  format: 'solhint-json',
  tool: 'solhint',
  marks: ['"conclusion":'],
  is: (value) =>
    firstHas(value, 'ruleId', 'filePath', 'line') &&
    stringOf(field(listOf(value).at(-1), 'conclusion')) !== undefined,
  problems: (value) =>
    listOf(value)
      .filter((item) => field(item, 'ruleId') !== undefined)
      .map((item) => ({
        at: item,
        file: stringOf(field(item, 'filePath')),
        line: numberOf(field(item, 'line')),
        column: numberOf(field(item, 'column')),
        code: stringOf(field(item, 'ruleId')),
        message: stringOf(field(item, 'message')),
        isMild: field(item, 'severity') !== 'Error',
      })),
};
