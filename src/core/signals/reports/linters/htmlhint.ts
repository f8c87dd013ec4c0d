// htmlhint -f json: files with messages, each with its rule as an object.
import { field, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const htmlhint: Linter = {
  format: 'htmlhint-json',
  tool: 'htmlhint',
  marks: ['"evidence":'],
  is: (value) => firstHas(value, 'file', 'messages'),
  problems: (value) =>
    listOf(value).flatMap((file) =>
      listOf(field(file, 'messages')).map((message) => ({
        at: message,
        file: stringOf(field(file, 'file')),
        line: numberOf(field(message, 'line')),
        column: numberOf(field(message, 'col')),
        code: stringOf(field(message, 'rule', 'id')),
        message: stringOf(field(message, 'message')),
        isMild: field(message, 'type') !== 'error',
      })),
    ),
};
