// staticcheck -f json: an object a line.
import { field, type Json } from '../json.ts';
import { compileProblems } from '../linters/golangci.ts';
import { numberOf, stringOf } from '../report.ts';
import { linterLines } from './linter-lines.ts';

export const staticcheckLines = linterLines({
  format: 'staticcheck-json',
  tool: 'staticcheck',
  marks: ['"location":{"file":'],
  like: /^\s{0,20}\{"code":"/,
  is: (value) => field(value, 'location', 'file') !== undefined && field(value, 'end') !== undefined,
  problems: (item: Json) => {
    const code = stringOf(field(item, 'code'));
    const message = stringOf(field(item, 'message'));
    if (code === 'compile') return compileProblems(item, message ?? '', code);
    return [
      {
        at: item,
        file: stringOf(field(item, 'location', 'file')),
        line: numberOf(field(item, 'location', 'line')),
        column: numberOf(field(item, 'location', 'column')),
        code,
        message,
        isMild: field(item, 'severity') === 'ignored',
      },
    ];
  },
});
