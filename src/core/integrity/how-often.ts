// How often a test asks what it asks: under which conditions, and for how many cases of its table.
import { gatesAround } from './gates.ts';
import type { Place } from './match.ts';
import { closing } from './text.ts';

/** Of each assertion: the conditions around it, and `isStrict &&` in front of it. */
export function gatesOf({ file, test }: Place): readonly (readonly string[])[] {
  const { code } = file.source;
  const offsets = test.assertions.map(({ from }) => from);
  return gatesAround(code, test.body, offsets, file.language).map((gates, i) => {
    const inFront = /(?:&&|\|\|)\s*$/.exec(
      code.slice(Math.max(test.body.from, (offsets[i] ?? 0) - 40), offsets[i]),
    );
    return inFront === null ? gates : [...gates, inFront[0]];
  });
}

/** The condition of a failure (`if got != want { t.Errorf(…) }`) that is now never so, or asks for no equality any more. */
export const isWiderGate = (was = '', is = ''): boolean =>
  (/\bfalse\b/.test(is) && !/\bfalse\b/.test(was)) ||
  (/[!=]=/.test(was) && !/[!=]=/.test(is) && /[<>]/.test(is));

const TABLE =
  /\b(?:each|parametrize|ValueSource|CsvSource|with|TestWith|InlineData|rstest)\s*\(|\brange\s+\[\]/;

/** Elements of the first list behind the word that says that it is a table. */
export function rowsOf({ file, test }: Place): number | undefined {
  const { code } = file.source;
  const part = code.slice(test.range.from, test.range.to);
  const table = TABLE.exec(part);
  const open = table === null ? -1 : part.slice(table.index + table[0].length).search(/[[{]/);
  if (table === null || open < 0) return undefined;
  const from = test.range.from + table.index + table[0].length + open;
  const inside = code.slice(from + 1, closing(code, from) - 1);
  return elementsIn(inside);
}

function elementsIn(list: string): number {
  let depth = 0;
  let elements = 0;
  let isIn = false;
  for (const char of list) {
    if (/[([{]/.test(char)) depth += 1;
    else if (/[)\]}]/.test(char)) depth -= 1;
    if (depth === 0 && char === ',') isIn = false;
    else if (!isIn && !/\s/.test(char)) {
      isIn = true;
      elements += 1;
    }
  }
  return elements;
}
