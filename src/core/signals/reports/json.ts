// JSON from strangers: whole, one object a line, or cut off. Values are looked at piece by piece, never believed.

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

export const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);

export type JsonLines = {
  readonly values: readonly { readonly value: Json; readonly no: number }[];
  /** Lines that are no JSON: other programs' words, or the end of a file that was cut. */
  readonly otherLines: number;
  readonly isCut: boolean;
};

/** Undefined where the first line with a brace is not a whole object: then it may be one document over many lines. */
export function linesOfJson(text: string): JsonLines | undefined {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '');
  if (lines.length === 1 && first === undefined) return undefined;
  const start = lines.findIndex(
    (line) => /^\s*\{.*\}\s*$/s.test(line.slice(0, 1)) || line.trimStart().startsWith('{'),
  );
  if (start === -1 || parsed(lines[start] ?? '') === undefined) return undefined;
  const values: { value: Json; no: number }[] = [];
  let otherLines = 0;
  let isCut = false;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = line.trimStart().startsWith('{') ? parsed(line) : undefined;
    if (value === undefined) {
      otherLines += 1;
      isCut = line.trimStart().startsWith('{');
    } else {
      values.push({ value, no: at + 1 });
      isCut = false;
    }
  }
  return { values, otherLines, isCut };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function parseWhole(text: string): { readonly value: Json; readonly problem?: string } {
  const start = text.search(/[[{]/);
  const own = start === -1 ? '' : text.slice(start);
  const value = parsed(own);
  if (value !== undefined) return { value };
  const repaired = parsed(closed(own));
  return repaired === undefined
    ? { value: undefined, problem: 'it is no JSON' }
    : { value: repaired, problem: 'it ends in the middle' };
}

/** Cut back to the last value that is whole, and closed again. */
function closed(text: string): string {
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
      closers = open.length > 200 ? '' : open.toReversed().join('');
    }
  }
  return text.slice(0, end) + closers;
}
