// biome --reporter=json: diagnostics with a category and a path. A file that is not formatted has no line: it says 0.
import { field, isRecord, type Json, listOf, worded } from '../json.ts';
import { has } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter, Problem } from './linter.ts';

/** It only says once more that the file could not be parsed. */
const ABORTED = /^Code formatting aborted/;
const FAILS: ReadonlySet<string> = new Set(['error', 'fatal']);

export const biome: Linter = {
  format: 'biome-json',
  tool: 'biome',
  marks: ['"category":'],
  is: (value) =>
    has(value, 'summary') && has(value, 'diagnostics') && has(field(value, 'summary'), 'changed'),
  problems: (value) => {
    const all = listOf(field(value, 'diagnostics')).map(problemOf);
    return all.filter(({ message = '' }) => !ABORTED.test(message));
  },
};

function problemOf(item: Json): Problem {
  const code = stringOf(field(item, 'category'));
  const place = field(item, 'location');
  const path = field(place, 'path');
  const line = numberOf(field(place, 'start', 'line'));
  const hasLine = line !== undefined && line > 0;
  const isFormat = code === 'format';
  return {
    at: item,
    kind: isFormat ? 'format' : code?.startsWith('parse') === true ? 'compile' : 'lint',
    file: stringOf(path) ?? stringOf(field(path, 'file')),
    line: hasLine ? line : undefined,
    column: hasLine ? numberOf(field(place, 'start', 'column')) : undefined,
    code,
    message: isFormat && !ABORTED.test(saidIn(item)) ? 'not formatted as biome does' : saidIn(item),
    isMild: !FAILS.has(worded(field(item, 'severity'))),
  };
}

/** Before version 2.4 a message was a list of pieces with colours. */
const saidIn = (item: Json): string =>
  stringOf(field(item, 'message')) ??
  stringOf(field(item, 'description')) ??
  listOf(field(item, 'message'))
    .map((piece) => (isRecord(piece) ? worded(field(piece, 'content')) : ''))
    .join('');
