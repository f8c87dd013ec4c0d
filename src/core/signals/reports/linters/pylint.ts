// pylint -f json, a list, and json2, a record with it. Conventions fail the job as errors do.
import { field, type Json, listOf, worded } from '../json.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

const HARD: ReadonlySet<string> = new Set(['error', 'fatal']);

const messagesIn = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : listOf(field(value, 'messages'));

const idOf = (item: Json): string | undefined =>
  stringOf(field(item, 'message-id')) ?? stringOf(field(item, 'messageId'));

export const pylint: Linter = {
  format: 'pylint-json',
  tool: 'pylint',
  marks: ['"message-id":', '"messageId":', '"messageTypeCount":'],
  is: (value) =>
    field(value, 'statistics', 'messageTypeCount') !== undefined ||
    messagesIn(value).some((item) => idOf(item) !== undefined && field(item, 'symbol') !== undefined),
  problems: (value) =>
    messagesIn(value).map((item) => ({
      at: item,
      file: stringOf(field(item, 'path')),
      line: numberOf(field(item, 'line')),
      column: numberOf(field(item, 'column')),
      code: idOf(item),
      severity: HARD.has(worded(field(item, 'type'))) ? 'error' : 'warning',
      message: stringOf(field(item, 'message')),
    })),
};
