// shellcheck -f json, a list, and json1, a record with it. It fails on notes too.
import { field, type Json, listOf, worded } from '../json.ts';
import { has } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

const commentsIn = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : listOf(field(value, 'comments'));

const isComment = (item: Json): boolean => typeof field(item, 'code') === 'number' && has(item, 'endColumn');

export const shellcheck: Linter = {
  format: 'shellcheck-json',
  tool: 'shellcheck',
  marks: ['"endColumn":', '"comments":'],
  is: (value) => (has(value, 'comments') ? commentsIn(value).every(isComment) : isComment(listOf(value)[0])),
  problems: (value) =>
    commentsIn(value).map((item) => ({
      at: item,
      file: stringOf(field(item, 'file')),
      line: numberOf(field(item, 'line')),
      column: numberOf(field(item, 'column')),
      code: `SC${worded(field(item, 'code'))}`,
      severity: field(item, 'level') === 'error' ? 'error' : 'warning',
      message: stringOf(field(item, 'message')),
    })),
};
