// Makes a packet fit: whole parts are left out, the least important first, and never a piece of one.
import type { Line, Span } from '../message.ts';

/** Higher `weight` stays longer. */
export type Part = { readonly weight: number; readonly lines: readonly Line[] };

type Always = { readonly before: readonly Line[]; readonly after: readonly Line[] };

/** `rest` is said where something was left out. */
export function fitted(
  { before, after }: Always,
  parts: readonly Part[],
  rest: Line,
  maxChars: number,
): readonly Line[] {
  const room = maxChars - sizeOf([...before, ...after]);
  if (sizeOfAll(parts) <= room) return [...before, ...linesIn(parts), ...after];
  const kept = new Set(parts);
  const leastFirst = parts
    .map((part, index) => ({ part, index }))
    .sort((a, b) => a.part.weight - b.part.weight || b.index - a.index);
  for (const { part } of leastFirst) {
    if (sizeOfAll([...kept]) + sizeOf([rest]) <= room) break;
    kept.delete(part);
  }
  return [...before, ...linesIn(parts.filter((part) => kept.has(part))), rest, ...after];
}

const linesIn = (parts: readonly Part[]): readonly Line[] => parts.flatMap(({ lines }) => lines);
const sizeOfAll = (parts: readonly Part[]): number => sizeOf(linesIn(parts));

const sizeOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + 1 + line.reduce((inLine, span) => inLine + sizeOfSpan(span), 0), 0);

/** As long as a chat's markup may make it: its marks, and an entity for each of these characters. */
function sizeOfSpan(span: Span): number {
  if (typeof span === 'string') return escapedSize(span);
  if ('bold' in span) return escapedSize(span.bold) + 2;
  if ('code' in span) return escapedSize(span.code) + 2;
  if ('link' in span) return escapedSize(span.link) + escapedSize(span.label) + 3;
  return MENTION_CHARS;
}
const MENTION_CHARS = 30;

const escapedSize = (text: string): number => text.replace(/[&<>]/g, '&amp;').replace(/@/g, '@ ').length;
