// Tells code from comments and strings without a parser, so that words in them are not taken for code. Linear; a guess that
// goes wrong is over at the end of its line.
import type { Language } from './languages.ts';

export type Masked = {
  /** The text with comments and what stands in strings blanked; every offset and line break stays. */
  readonly code: string;
  /** The text with everything but comments blanked. */
  readonly comments: string;
};

type Syntax = {
  readonly line: readonly string[];
  readonly block: readonly (readonly [string, string])[];
  /** Longest first. */
  readonly quotes: readonly string[];
  /** Quotes whose strings may go over lines. */
  readonly long: readonly string[];
  readonly hasRegex?: boolean;
};

const C_LIKE = { line: ['//'], block: [['/*', '*/']] } as const;
const SYNTAX: Record<Language, Syntax> = {
  javascript: { ...C_LIKE, quotes: ["'", '"', '`'], long: ['`'], hasRegex: true },
  python: { line: ['#'], block: [], quotes: ['"""', "'''", '"', "'"], long: ['"""', "'''"] },
  go: { ...C_LIKE, quotes: ['"', '`', "'"], long: ['`'] },
  // A quote is a lifetime more often than a character.
  rust: { ...C_LIKE, quotes: ['"'], long: ['"'] },
  java: { ...C_LIKE, quotes: ['"""', '"', "'"], long: ['"""'] },
  kotlin: { ...C_LIKE, quotes: ['"""', '"', "'"], long: ['"""'] },
  csharp: { ...C_LIKE, quotes: ['"""', '"', "'"], long: ['"""'] },
  ruby: { line: ['#'], block: [['\n=begin', '\n=end']], quotes: ['"', "'"], long: [] },
  php: { line: ['//', '#'], block: [['/*', '*/']], quotes: ['"', "'"], long: ['"', "'"] },
};

const CODE = 0;
const COMMENT = 1;
const STRING = 2;

export function mask(text: string, language: Language): Masked {
  const kinds = kindsOf(text, language);
  return { code: only(text, kinds, CODE), comments: only(text, kinds, COMMENT) };
}

function kindsOf(text: string, language: Language): Uint8Array {
  const syntax = SYNTAX[language];
  const kinds = new Uint8Array(text.length);
  const startsWith = (word: string, at: number) => text.startsWith(word, at);
  for (let at = 0; at < text.length; ) {
    const end = tokenEnd(text, at, syntax, startsWith);
    if (end === undefined) at += 1;
    else {
      kinds.fill(end.kind, at, end.at);
      at = end.at;
    }
  }
  return kinds;
}

type End = { readonly at: number; readonly kind: number };

/** Where a comment or string that begins here ends; undefined where none begins. */
function tokenEnd(
  text: string,
  at: number,
  syntax: Syntax,
  startsWith: (word: string, at: number) => boolean,
): End | undefined {
  const block = syntax.block.find(([open]) => startsWith(open, at));
  if (block) {
    const close = text.indexOf(block[1], at + block[0].length);
    return { at: close < 0 ? text.length : close + block[1].length, kind: COMMENT };
  }
  const line = syntax.line.find((open) => startsWith(open, at));
  // `#[` opens an attribute in PHP.
  if (line !== undefined && !(line === '#' && syntax.quotes.length === 2 && startsWith('#[', at)))
    return { at: lineEnd(text, at), kind: COMMENT };
  const quote = syntax.quotes.find((open) => startsWith(open, at));
  if (quote !== undefined)
    return { at: stringEnd(text, at, quote, syntax.long.includes(quote)), kind: STRING };
  if (syntax.hasRegex && text[at] === '/' && REGEX_MAY_FOLLOW.test(text.slice(Math.max(0, at - 20), at)))
    return { at: regexEnd(text, at), kind: STRING };
  return undefined;
}

const REGEX_MAY_FOLLOW = /(?:^|[(,=:[!&|?{};+*%<>~^-]|\breturn|\n)[ \t]*$/;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function stringEnd(text: string, start: number, quote: string, isLong: boolean): number {
  for (let at = start + quote.length; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (!isLong && text[at] === '\n') return at;
  }
  return text.length;
}

function regexEnd(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1;
  }
  // A division after all.
  return start + 1;
}

/** Runs of the wanted kind as they are, the others as blanks. */
function only(text: string, kinds: Uint8Array, wanted: number): string {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = from + 1;
    while (to < text.length && kinds[to] === kinds[from]) to += 1;
    const run = text.slice(from, to);
    parts.push(kinds[from] === wanted ? run : run.replace(/[^\n]/g, ' '));
    from = to;
  }
  return parts.join('');
}
