// The ways in which one known secret may stand in a text: as it is, escaped for JSON, shells, URLs or HTML, in base64 or hex. Pure.
//
// Rules for short values. Below 4 characters: never looked for, they stand everywhere. 4 and 5: only alone between other
// characters, and only where they are no word and no number. 6 to 11 letters and nothing else: may be a word, only alone.
// Everything else: anywhere. Encoded forms are looked for from 6 on: what an encoding makes of fewer is a word again.

/** Below it, nothing is known of a value but itself. */
export const MIN_ENCODED_CHARS = 6;
const MIN_KNOWN_CHARS = 4;
const MAX_WORD_CHARS = 11;
const MIN_LINE_CHARS = 20;
/** Longer values are keys: looked for as they are, line by line, and in base64. */
const MAX_ESCAPED_CHARS = 4_000;
const MAX_MARK_CHARS = 24;
/** What three alignments leave of six bytes: no word looks like it. */
const MIN_BASE64_CHARS = 7;

export type KnownForm = {
  /** Global. Each character can be read in one way only, so that no text makes it slow. */
  readonly pattern: RegExp;
  /** A literal part of it, without which the pattern need not be tried; none where each of its characters can be encoded. */
  readonly marks: readonly string[];
  /** Too long to stand across a line break by chance. */
  readonly mayBreak: boolean;
};

export function knownForms(secret: string): KnownForm[] {
  const value = secret.trim();
  if (value.length < MIN_KNOWN_CHARS || (value.length < MIN_ENCODED_CHARS && isWord(value))) return [];
  const standsAlone =
    value.length < MIN_ENCODED_CHARS || (value.length <= MAX_WORD_CHARS && /^\p{L}+$/u.test(value));
  const plain = formOf(standsAlone ? alone(literal(value)) : literal(value), value, standsAlone);
  if (value.length < MIN_ENCODED_CHARS) return [plain];
  const hex = bytesOf(value).map((byte) => byte.toString(16).padStart(2, '0'));
  return [
    plain,
    ...linesOf(value).map((line) => formOf(literal(line), line)),
    ...escapedForms(value),
    ...base64Forms(value),
    formOf(literal(hex.join('')), hex.join('')),
    formOf(literal(hex.join('').toUpperCase()), hex.join('').toUpperCase()),
  ];
}

/** The commonest of them as plain strings, for readers that can only compare. None where the value is too short for that. */
export function secretForms(secret: string): string[] {
  const value = secret.trim();
  if (value.length < MIN_ENCODED_CHARS) return [];
  const url = encodeURIComponent(value.toWellFormed());
  const forms = [
    value,
    ...linesOf(value),
    JSON.stringify(value).slice(1, -1),
    url,
    url.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams([['', value]]).toString().slice(1),
    ...[0, 1, 2].flatMap((shift) => {
      const known = base64Chars(bytesOf(value), shift).filter(({ chars }) => chars.length === 1);
      const form = known.map(({ chars }) => chars).join('');
      return form.length < MIN_BASE64_CHARS ? [] : [form, urlSafe(form)];
    }),
  ];
  return forms.filter((form) => form.length >= MIN_ENCODED_CHARS);
}

const isWord = (value: string): boolean => /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+|[\d.,:-]+)$/u.test(value);
const alone = (pattern: string): string => `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`;
const linesOf = (value: string): string[] =>
  value.includes('\n')
    ? value
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length >= MIN_LINE_CHARS)
    : [];
const bytesOf = (value: string): number[] => [...new TextEncoder().encode(value)];
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const urlSafe = (form: string): string => form.replaceAll('+', '-').replaceAll('/', '_');

function formOf(pattern: string, shown: string, standsAlone = false): KnownForm {
  return {
    pattern: new RegExp(pattern, 'gu'),
    marks: longestIn(shown, /[^\n]+/g),
    mayBreak: !standsAlone && shown.length >= 8,
  };
}

function longestIn(text: string, runs: RegExp): string[] {
  const all = text.match(runs) ?? [];
  const longest = all.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest === '' ? [] : [longest.slice(0, MAX_MARK_CHARS)];
}

type Escape = (char: string, code: number) => readonly string[];

/** JavaScript, JSON, shells and their like: a backslash before it, or its number behind one. */
const backslashed: Escape = (char, code) => {
  const units = char.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  const numbers = bothCases(units.map((unit) => `\\u${unit}`).join(''));
  if (char === '\\') return ['\\\\', ...numbers, '\\x5c', '\\x5C'];
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char];
  if (short !== undefined) return [short, char, ...numbers];
  if (code > 127) return [char, `\\${char}`, ...numbers, ...bothCases(hexBytes(char, '\\x'))];
  const quoted = char === "'" ? [`'\\''`, `'"'"'`] : [];
  return [char, `\\${char}`, ...quoted, ...numbers, ...bothCases(`\\x${code.toString(16).padStart(2, '0')}`)];
};

/** The same once more within a string of JSON. */
const backslashedTwice: Escape = (char, code) =>
  backslashed(char, code).map((form) => JSON.stringify(form).slice(1, -1));

/** Of URLs and forms; what need not be encoded may stand as it is. An encoder may have been used twice. */
const percent: Escape = (char) => {
  const codes = bothCases(hexBytes(char, '%'));
  const twice = codes.map((code) => code.replaceAll('%', '%25'));
  if (char === ' ') return ['+', ' ', ...codes, ...twice];
  return char === '%' ? [...codes, ...twice] : [char, ...codes, ...twice];
};

const NAMED: Readonly<Record<string, readonly string[]>> = {
  '&': ['amp'],
  '<': ['lt'],
  '>': ['gt'],
  '"': ['quot'],
  "'": ['apos'],
  '/': ['sol'],
  '+': ['plus'],
  '=': ['equals'],
  '@': ['commat'],
  '#': ['num'],
  $: ['dollar'],
  '%': ['percnt'],
  '!': ['excl'],
  ':': ['colon'],
  '*': ['ast'],
  '?': ['quest'],
};
const entity: Escape = (char, code) => {
  const hex = bothCases(`&#x${code.toString(16).padStart(2, '0')};`);
  const names = (NAMED[char] ?? []).map((name) => `&${name};`);
  const numbers = [`&#${code};`, `&#${String(code).padStart(3, '0')};`, ...hex];
  return char === '&' ? [...names, ...numbers] : [char, ...names, ...numbers];
};

const hexBytes = (char: string, before: string): string =>
  bytesOf(char)
    .map((byte) => before + byte.toString(16).padStart(2, '0'))
    .join('');
/** Digits only: the sign before them stays as it is. */
const bothCases = (code: string): string[] => [
  code,
  code.replace(/(?<=[%xu#][\da-f]{0,4})[a-f]/g, (digit) => digit.toUpperCase()),
];

function escapedForms(value: string): KnownForm[] {
  if (value.length > MAX_ESCAPED_CHARS || /^[A-Za-z\d]*$/.test(value)) return [];
  return [backslashed, backslashedTwice, percent, entity].map((escaping) => ({
    pattern: new RegExp([...value].map((char) => alternatives(char, escaping)).join(''), 'gu'),
    marks: longestIn(value, /[A-Za-z\d]+/g),
    mayBreak: value.length >= 8,
  }));
}

function alternatives(char: string, escaping: Escape): string {
  if (/[A-Za-z\d]/.test(char)) return char;
  const forms = [...new Set(escaping(char, char.codePointAt(0) ?? 0))].sort((a, b) => b.length - a.length);
  return forms.length === 1 ? literal(forms[0] ?? '') : `(?:${forms.map(literal).join('|')})`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Base64 of a value depends on what stands around it (as in `user:value`): for each of the three alignments, the characters
 * that it decides alone, and at both ends those of which it decides a part.
 */
function base64Forms(value: string): KnownForm[] {
  const bytes = bytesOf(value);
  return [0, 1, 2].map((shift) => {
    const all = base64Chars(bytes, shift);
    const known = all.map(({ chars }) => (chars.length === 1 ? chars : '\n')).join('');
    return {
      pattern: new RegExp(all.map(({ chars }) => oneOf(chars)).join(''), 'g'),
      marks: longestIn(known, /[A-Za-z\d]+/g),
      mayBreak: true,
    };
  });
}

const oneOf = (chars: string): string => {
  const both = chars.replaceAll('+', '+-').replaceAll('/', '/_');
  return both.length === 1 ? both : `[${both.replaceAll('-', '\\-')}]`;
};

/** For each character that holds a bit of the value, which characters it can be. */
function base64Chars(bytes: readonly number[], shift: number): { readonly chars: string }[] {
  const bitAt = (bit: number): number | undefined => {
    const byte = bytes[Math.floor(bit / 8)];
    return bit < 0 || byte === undefined ? undefined : (byte >> (7 - (bit % 8))) & 1;
  };
  const start = shift * 8;
  const end = start + bytes.length * 8;
  const chars: { chars: string }[] = [];
  for (let at = Math.floor(start / 6); at * 6 < end; at += 1) {
    const bits = [0, 1, 2, 3, 4, 5].map((bit) => bitAt(at * 6 + bit - start));
    chars.push({
      chars: [...BASE64]
        .filter((_, code) =>
          bits.every((bit, place) => bit === undefined || ((code >> (5 - place)) & 1) === bit),
        )
        .join(''),
    });
  }
  return chars;
}
