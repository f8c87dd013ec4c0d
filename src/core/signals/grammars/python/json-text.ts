// JSON that a tool printed among other lines: one object in a line, or one value over many.

import { endOf, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { type Json, parseWhole } from '../../reports/json.ts';

/** Undefined where the line does not begin with `start` or is no whole object. */
export function jsonLine(text: string, start: string): Json {
  if (!text.startsWith(start) || !text.endsWith('}')) return undefined;
  const { value, problem } = parseWhole(text);
  return problem === undefined ? value : undefined;
}

export type JsonText = { readonly value: Json; readonly from: number; readonly to: number };

const OPENS = /^(?:\[|\{|\[\{.{0,4000}|\[\]|\{".{0,4000})$/;
const MAX_LINES = 20_000;
/** More than a log holds of real ones: a text full of brackets is not parsed for ever. */
const MAX_VALUES = 50;

/** Values that begin at the start of a line and end at the start, or the end, of one; cut off, what is whole of them. */
export function jsonTexts(lines: readonly LogLine[]): readonly JsonText[] {
  const found: JsonText[] = [];
  let tried = 0;
  for (let at = 0; at < lines.length && tried < MAX_VALUES; at += 1) {
    const text = textAt(lines, at);
    if (!OPENS.test(text)) continue;
    tried += 1;
    const to = endAfter(lines, at, text);
    const { value } = parseWhole(
      lines
        .slice(at, to)
        .map((line) => line.text)
        .join('\n'),
    );
    if (value === undefined) continue;
    found.push({ value, from: at, to });
    at = to - 1;
  }
  return found;
}

function endAfter(lines: readonly LogLine[], at: number, text: string): number {
  if (text.length > 1) return at + 1;
  const closer = text === '[' ? ']' : '}';
  const end = endOf(
    lines,
    at + 1,
    (each, line) => each === closer || lines[line]?.mark === 'error',
    MAX_LINES,
  );
  return textAt(lines, end) === closer ? end + 1 : end;
}
