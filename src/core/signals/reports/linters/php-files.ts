// phpstan --error-format=json and phpcs --report=json: messages under the path of each file; what belongs to no file beside them.
import { field, isRecord, listOf } from '../json.ts';
import { has } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const phpFiles: Linter = {
  format: 'php-lint-json',
  tool: 'phpstan',
  marks: ['"file_errors":', '"fixable":'],
  is: (value) => has(value, 'totals') && has(value, 'files'),
  problems: (value) => {
    const files = field(value, 'files');
    const isPhpcs = field(value, 'totals', 'warnings') !== undefined;
    const placed = (isRecord(files) ? Object.entries(files) : []).flatMap(([file, about]) =>
      listOf(field(about, 'messages')).map((message) => ({
        at: message,
        // What cannot be analysed at all is told of a trait's user in brackets.
        file: file.replace(/ \(in context of .{0,500}\)$/, ''),
        tool: isPhpcs ? 'phpcs' : 'phpstan',
        kind: isPhpcs ? ('lint' as const) : ('typecheck' as const),
        line: numberOf(field(message, 'line')),
        column: numberOf(field(message, 'column')),
        code: stringOf(field(message, 'identifier')) ?? stringOf(field(message, 'source')),
        message: stringOf(field(message, 'message')),
      })),
    );
    const loose = listOf(field(value, 'errors')).map((said) => ({
      at: value,
      kind: 'config' as const,
      file: undefined,
      line: undefined,
      code: undefined,
      message: stringOf(said),
    }));
    return [...placed, ...loose];
  },
};
