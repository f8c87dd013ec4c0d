// sqlfluff lint --format json: files with violations.
import { field, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const sqlfluff: Linter = {
  format: 'sqlfluff-json',
  tool: 'sqlfluff',
  marks: ['"violations":'],
  is: (value) => firstHas(value, 'filepath', 'violations'),
  problems: (value) =>
    listOf(value).flatMap((file) =>
      listOf(field(file, 'violations')).map((item) => ({
        at: item,
        file: stringOf(field(file, 'filepath')),
        line: numberOf(field(item, 'start_line_no') ?? field(item, 'line_no')),
        column: numberOf(field(item, 'start_line_pos') ?? field(item, 'line_pos')),
        code: stringOf(field(item, 'code')),
        message: stringOf(field(item, 'description')),
        isMild: field(item, 'warning') === true,
      })),
    ),
};
