// mypy --output json: an object a line. Columns are counted from 0.
import { field, type Json } from '../json.ts';
import { has } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import { linterLines } from './linter-lines.ts';

export const mypyLines = linterLines({
  format: 'mypy-json',
  tool: 'mypy',
  marks: ['"hint":'],
  like: /^\s{0,20}\{"file": ?"/,
  is: (value) => ['file', 'line', 'column', 'message', 'hint', 'severity'].every((key) => has(value, key)),
  problems: (item: Json) => {
    const column = numberOf(field(item, 'column'));
    return [
      {
        at: item,
        kind: 'typecheck',
        file: stringOf(field(item, 'file')),
        line: numberOf(field(item, 'line')),
        column: column === undefined ? undefined : column + 1,
        code: stringOf(field(item, 'code')),
        message: stringOf(field(item, 'message')),
        isMild: field(item, 'severity') !== 'error',
      },
    ];
  },
});
