// spectral -f json: problems as an editor's protocol has them, lines and columns from 0, and severity 0 for an error.
import { field, type Json, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

const fromOne = (value: Json | undefined): number | undefined => {
  const number = numberOf(value);
  return number === undefined ? undefined : number + 1;
};

export const spectral: Linter = {
  format: 'spectral-json',
  tool: 'spectral',
  marks: ['"range":'],
  is: (value) => firstHas(value, 'code', 'range', 'source'),
  problems: (value) =>
    listOf(value).map((item) => ({
      at: item,
      file: stringOf(field(item, 'source')),
      line: fromOne(field(item, 'range', 'start', 'line')),
      column: fromOne(field(item, 'range', 'start', 'character')),
      code: stringOf(field(item, 'code')),
      message: stringOf(field(item, 'message')),
      isMild: field(item, 'severity') !== 0,
    })),
};
