// Objects of a JSON document are found in its lines, whatever they hold; where text and value do not go together, nothing is said.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRecord, type Json, parseWhole } from '#core/signals/reports/json.ts';
import { whereIn } from '#core/signals/reports/where.ts';

const objectsIn = (value: Json): readonly Json[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : [];

test('the lines of an object hold it', () => {
  const key = fc.string().filter((text) => !/^\d/.test(text));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.record({ top: tree }), (document) => {
      const text = JSON.stringify(document, null, 1);
      const whole = parseWhole(text);
      const where = whereIn(text, whole);
      const lines = text.split('\n');
      for (const item of objectsIn(whole.value)) {
        const { fromLine, toLine } = where(item, '');
        const [opens, closes] = isRecord(item) ? ['{', '}'] : ['[', ']'];
        const isNarrow = JSON.stringify(item, null, 1).split('\n').length <= 14;
        expect(lines[fromLine - 1]).toContain(opens);
        if (isNarrow) expect(lines[toLine - 1]).toContain(closes);
        if (isNarrow) expect(toLine - fromLine + 1).toBe(JSON.stringify(item, null, 1).split('\n').length);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['keys that are numbers', '{"b": {"x": 1},\n"1": {"y": 2}}'],
  ['a key that stands twice', '{"a": {"x": 1},\n"a": {"y": 2}}'],
])('says nothing of a document with %s', (_, text) => {
  const whole = parseWhole(text);
  for (const item of objectsIn(whole.value)) expect(whereIn(text, whole)(item, '').fromLine).toBe(0);
});

test('tells where the rest of a document that was cut stands', () => {
  const text = 'words\n[\n{"a": 1},\n{"a": 2},\n{"a":';
  const whole = parseWhole(text);
  const [first, second] = whole.value as Json[];
  expect(whereIn(text, whole)(first, '')).toEqual({ fromLine: 3, toLine: 3 });
  expect(whereIn(text, whole)(second, '')).toEqual({ fromLine: 4, toLine: 4 });
});

test('shows a long object by the line that says what is wrong', () => {
  const item = {
    ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`key${at}`, at])),
    message: 'it is "wrong"',
  };
  const text = JSON.stringify([item], null, 2);
  const whole = parseWhole(text);
  const [found] = whole.value as Json[];
  const { fromLine, toLine } = whereIn(text, whole)(found, 'it is "wrong"\nand more');
  expect(toLine).toBe(fromLine);
  expect(text.split('\n')[fromLine - 1]).toContain('message');
});
