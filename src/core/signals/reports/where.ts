// Where in the text of a JSON document its objects stand: text and value are gone along together. Only to point at them.
import { type Document, isRecord, type Json } from './json.ts';

export type Lines = { readonly fromLine: number; readonly toLine: number };
/** The lines of an object of the document; of a long one, those in which `words` stand. 0 where that is not known. */
export type Where = (item: Json, words: string) => Lines;

export const NOWHERE: Where = () => UNKNOWN;
const UNKNOWN: Lines = { fromLine: 0, toLine: 0 };
/** Longer documents are looked through for their words alone. */
const MAX_CHARS = 16_000_000;
/** What has more lines is shown by what it says. */
const MAX_LINES = 14;
const MAX_WORDS_CHARS = 80;

/** `from` and `to`: the value's own part of the text. */
export function whereIn(text: string, { value, from, to }: Document): Where {
  if (to - from > MAX_CHARS) return NOWHERE;
  let found: Map<Json, Extent> | undefined;
  let feeds: readonly number[] = [];
  return (item, words) => {
    if (found === undefined) {
      found = extentsOf(text.slice(0, to), from, value);
      feeds = feedsIn(text);
    }
    const extent = found.get(item);
    if (extent === undefined) return UNKNOWN;
    const own = { fromLine: lineAt(feeds, extent.from), toLine: lineAt(feeds, extent.to) };
    if (own.toLine - own.fromLine < MAX_LINES) return own;
    const said = JSON.stringify(words.split('\n')[0]?.slice(0, MAX_WORDS_CHARS)).slice(1, -1);
    const at = text.slice(extent.from, extent.to).indexOf(said);
    const line = at === -1 ? own.fromLine : lineAt(feeds, extent.from + at);
    return { fromLine: line, toLine: line };
  };
}

type Extent = { readonly from: number; to: number };

/** Objects open in the text in the order in which they are in the value; where that is not so, nothing is known. */
function extentsOf(text: string, start: number, value: Json): Map<Json, Extent> {
  const extents = opensIn(text, start);
  const items = objectsIn(value);
  const isAlike =
    items !== undefined &&
    items.length === extents.length &&
    items.every((item, at) => (text[extents[at]?.from ?? 0] === '[') === Array.isArray(item));
  return new Map(isAlike ? items.map((item, at) => [item, extents[at] as Extent]) : []);
}

function opensIn(text: string, start: number): readonly Extent[] {
  const all: Extent[] = [];
  const open: Extent[] = [];
  for (let at = start; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === BRACE || char === BRACKET) {
      const extent = { from: at, to: text.length };
      all.push(extent);
      open.push(extent);
    } else if (char === BRACE_END || char === BRACKET_END) {
      const closed = open.pop();
      if (closed !== undefined) closed.to = at;
    }
  }
  return all;
}
const [QUOTE, BACKSLASH, BRACE, BRACE_END, BRACKET, BRACKET_END] = [34, 92, 123, 125, 91, 93];

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** Undefined where keys that look like numbers have put fields into another order. */
function objectsIn(value: Json): readonly Json[] | undefined {
  const found: Json[] = [];
  const waiting: Json[] = [value];
  while (waiting.length > 0) {
    const item = waiting.pop();
    if (!Array.isArray(item) && !isRecord(item)) continue;
    if (isRecord(item) && Object.keys(item).some((key) => /^\d{1,10}$/.test(key))) return undefined;
    found.push(item);
    const inner = Object.values(item);
    for (let at = inner.length - 1; at >= 0; at -= 1) waiting.push(inner[at]);
  }
  return found;
}

function feedsIn(text: string): readonly number[] {
  const feeds: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) feeds.push(at);
  return feeds;
}

/** How many line feeds stand before it, and one. */
function lineAt(feeds: readonly number[], at: number): number {
  let [low, high] = [0, feeds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((feeds[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}
