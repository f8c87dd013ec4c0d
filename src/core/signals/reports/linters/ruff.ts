// ruff --output-format json and json-lines.
import { field, type Json, listOf } from '../json.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter, Problem } from './linter.ts';

export const isRuff = (item: Json): boolean =>
  field(item, 'location', 'row') !== undefined && field(item, 'filename') !== undefined;

export const ruff: Linter = {
  format: 'ruff-json',
  tool: 'ruff',
  marks: ['"end_location":', '"noqa_row":'],
  is: (value) => isRuff(listOf(value)[0]),
  problems: (value) => listOf(value).filter(isRuff).map(ruffProblem),
};

export const ruffProblem = (item: Json): Problem => ({
  at: item,
  kind: field(item, 'name') === 'unformatted' ? 'format' : 'lint',
  file: stringOf(field(item, 'filename')),
  line: numberOf(field(item, 'location', 'row')),
  column: numberOf(field(item, 'location', 'column')),
  code: stringOf(field(item, 'code')) ?? 'invalid-syntax',
  message: stringOf(field(item, 'message')),
});
