// JSON from strangers: whole, with words behind it, or cut off. Values are looked at piece by piece, never believed.
import { parsedJson } from '../../parsed-json.ts';

export type Json = unknown;
export type JsonRecord = { readonly [key: string]: Json };

export const isRecord = (value: Json): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own field of a record; undefined of anything else. */
export const field = (value: Json, ...path: string[]): Json => {
  let at = value;
  for (const key of path) {
    if (!isRecord(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
};

/** A string, a number or a boolean in words; of anything else nothing: it could name a `toString` of its own, or be nested without end. */
export const worded = (value: Json): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

export const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);

export type Document = {
  readonly value: Json;
  /** Where its text begins, and where what is whole of it ends. */
  readonly from: number;
  readonly to: number;
  /** Why it could not be read to its end. */
  readonly problem?: string;
  /** Where the words of others begin behind it, where there are any. */
  readonly restAt?: number;
};

/** The first value of the text. */
export function parseWhole(text: string): Document {
  const start = text.search(/[[{]/);
  if (start === -1) return NO_DOCUMENT;
  const own = text.slice(start);
  const value = parsedJson(own);
  if (value !== undefined) return { value, from: start, to: text.length };
  const { end, closers } = extentOf(own);
  const place = { from: start, to: start + end };
  const whole = closers === '' && end > 0 ? parsedJson(own.slice(0, end)) : undefined;
  if (whole !== undefined) return { value: whole, ...place, restAt: start + end };
  const repaired = parsedJson(own.slice(0, end) + closers);
  return repaired === undefined
    ? NO_DOCUMENT
    : { value: repaired, ...place, problem: 'it ends in the middle' };
}

const NO_DOCUMENT: Document = { value: undefined, from: 0, to: 0, problem: 'it is no JSON' };
/** What is open deeper than that is not closed again: nothing in it could be used. */
const MAX_DEPTH = 200;

/** Where the first value ends; else up to where it is whole, and what closes it there. */
function extentOf(text: string): { readonly end: number; readonly closers: string } {
  const open: string[] = [];
  let end = 0;
  let closers = '';
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') open.push('}');
    else if (char === '[') open.push(']');
    else if (char === '}' || char === ']') {
      if (open.pop() !== char) break;
      end = at + 1;
      if (open.length === 0) return { end, closers: '' };
      closers = open.length > MAX_DEPTH ? '' : open.toReversed().join('');
    }
  }
  return { end, closers };
}
