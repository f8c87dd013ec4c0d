// terraform validate -json and tofu's.
import { field, listOf } from '../json.ts';
import { has } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const terraform: Linter = {
  format: 'terraform-json',
  tool: 'terraform',
  marks: ['"diagnostics":'],
  is: (value) => has(value, 'diagnostics') && has(value, 'valid'),
  problems: (value) =>
    listOf(field(value, 'diagnostics')).map((item) => {
      const detail = stringOf(field(item, 'detail'));
      const said = [
        stringOf(field(item, 'summary')) ?? 'an error',
        ...(detail === undefined ? [] : [detail]),
      ];
      return {
        at: item,
        kind: 'build',
        file: stringOf(field(item, 'range', 'filename')),
        line: numberOf(field(item, 'range', 'start', 'line')),
        column: numberOf(field(item, 'range', 'start', 'column')),
        code: undefined,
        message: said.join(': '),
        isMild: field(item, 'severity') !== 'error',
      };
    }),
};
