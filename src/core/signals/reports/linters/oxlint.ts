// oxlint -f json: diagnostics that point with labels. Warnings fail nothing.
import { field, listOf } from '../json.ts';
import { has } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const oxlint: Linter = {
  format: 'oxlint-json',
  tool: 'oxlint',
  marks: ['"labels":'],
  is: (value) => has(value, 'diagnostics') && has(value, 'number_of_files'),
  problems: (value) =>
    listOf(field(value, 'diagnostics')).map((item) => {
      const span = field(listOf(field(item, 'labels'))[0], 'span');
      return {
        at: item,
        file: stringOf(field(item, 'filename')),
        line: numberOf(field(span, 'line')),
        column: numberOf(field(span, 'column')),
        code: stringOf(field(item, 'code')),
        message: stringOf(field(item, 'message')),
        isMild: field(item, 'severity') !== 'error',
      };
    }),
};
