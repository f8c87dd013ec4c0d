// eslint -f json and json-with-metadata, oxlint's forms of it: files with messages. Warnings fail nothing.
import { field, type Json, listOf } from '../json.ts';
import { firstHas, listHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

const filesIn = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : listOf(field(value, 'results'));

export const eslint: Linter = {
  format: 'eslint-json',
  tool: 'eslint',
  marks: ['"filePath":'],
  is: (value) => firstHas(value, 'filePath', 'messages') || listHas(value, 'results', 'filePath', 'messages'),
  problems: (value) =>
    filesIn(value).flatMap((file) =>
      listOf(field(file, 'messages')).map((message) => ({
        at: message,
        file: stringOf(field(file, 'filePath')),
        line: numberOf(field(message, 'line')),
        column: numberOf(field(message, 'column')),
        code: stringOf(field(message, 'ruleId')),
        message: stringOf(field(message, 'message')),
        isMild: field(message, 'severity') !== 2 && field(message, 'fatal') !== true,
      })),
    ),
};
