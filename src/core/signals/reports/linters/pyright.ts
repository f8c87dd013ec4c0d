// pyright --outputjson, and basedpyright's: lines and columns are counted from 0.
import { field, type Json, listOf } from '../json.ts';
import { has } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const pyright: Linter = {
  format: 'pyright-json',
  tool: 'pyright',
  marks: ['"generalDiagnostics":'],
  is: (value) => has(value, 'generalDiagnostics'),
  problems: (value) =>
    listOf(field(value, 'generalDiagnostics')).map((item) => ({
      at: item,
      kind: 'typecheck',
      file: stringOf(field(item, 'file')),
      line: fromOne(field(item, 'range', 'start', 'line')),
      column: fromOne(field(item, 'range', 'start', 'character')),
      code: stringOf(field(item, 'rule')),
      message: stringOf(field(item, 'message'))?.replace(/\n\s+/g, '\n'),
      isMild: field(item, 'severity') !== 'error',
    })),
};

const fromOne = (value: Json): number | undefined => {
  const number = numberOf(value);
  return number === undefined ? undefined : number + 1;
};
