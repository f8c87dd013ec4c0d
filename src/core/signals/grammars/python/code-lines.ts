// `a.py:1:8: F401 what`, which flake8, pycodestyle and ruff share, and flake8's and ruff's imitation of pylint, `a.py:1: [F401] what`.
import type { Finding } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { problemOf } from '../problem-lines.ts';
import { SOURCE_OR_SETTINGS } from './source-file.ts';

const CODE = String.raw`[A-Z]{1,6}\d{2,5}`;
const LINE = new RegExp(
  String.raw`^(?:\s{1,4})?${SOURCE_OR_SETTINGS}(?::cell \d{1,5})?:(?<line>\d{1,7})(?::(?<column>\d{1,7}))?: (?:(?<code>${CODE})|\[(?<boxed>${CODE}|[a-z][a-z-]{3,40})\]|(?<syntax>invalid-syntax|SyntaxError):)(?: (?<fix>\[[*-]\]))?(?: (?<message>.{1,2000}))?$`,
);
/** Cheaper than the whole, and true of few lines that it is not true of. */
const PLACED = /\.\w{2,5}(?::cell \d{1,5})?:\d{1,7}(?::\d{1,7})?: /;
/** What only ruff prints. */
const RUFF =
  /^(?:Found \d{1,7} errors?(?: \(.{1,80}\))?\.$|\[\*\] |No fixes available |error: Failed to parse |All checks passed!$)|\bruff\b/;
const OTHERS = /\b(?:flake8|pycodestyle)\b/;

export type Line = { readonly finding: Finding; readonly isRuff: boolean };

/** Whose a line is, is told by its marks and quotes, else by the other lines and the words around them. */
export function codeLines(lines: readonly LogLine[]): readonly Line[] {
  const found = lines.flatMap(({ text }, at) => {
    const groups = PLACED.test(text) ? LINE.exec(text)?.groups : undefined;
    return groups === undefined ? [] : [{ groups, at, whose: whoseIs(groups) }];
  });
  const isRuffHere =
    (found.some(({ whose }) => whose === 'ruff') || lines.some(({ text }) => RUFF.test(text))) &&
    !(found.some(({ whose }) => whose === 'other') || lines.some(({ text }) => OTHERS.test(text)));
  return found.map(({ groups, at, whose }) => ({
    finding: findingOf(groups, at),
    isRuff: whose === 'ruff' || (whose === 'either' && isRuffHere),
  }));
}

type Groups = Record<string, string | undefined>;

/** ruff quotes code with back quotes, flake8 and pycodestyle with plain ones. */
function whoseIs({ fix, syntax, message = '' }: Groups): 'ruff' | 'other' | 'either' {
  if (fix !== undefined || syntax !== undefined || message.includes('`')) return 'ruff';
  return /'[\w.]{1,200}'/.test(message) ? 'other' : 'either';
}

function findingOf(groups: Groups, at: number): Finding {
  const { code, boxed, syntax } = groups;
  const finding = problemOf('lint', { ...groups, code: code ?? boxed ?? syntax }, at);
  // A file that could not be read has no line, and says so with 0.
  return finding.line === 0 ? { ...finding, line: undefined, column: undefined } : finding;
}
