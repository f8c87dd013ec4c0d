// mypy, its daemon, and what prints like it (zuban): `a.py:3:5: error: what  [code]`, or wrapped with --pretty.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';
import { isSettings, mypyStopAt } from './mypy-stops.ts';
import { SOURCE_OR_SETTINGS } from './source-file.ts';

const LINE = new RegExp(
  String.raw`^${SOURCE_OR_SETTINGS}:(?<line>\d{1,7}):(?:(?<column>\d{1,7}):(?:\d{1,7}:\d{1,7}:)?)? error: (?<message>.{1,3000})$`,
);
const CODE = /^(.{0,3000}?)(?: {2}| )\[([a-z][\w-]{1,60})\]$/;
const PLACED = new RegExp(String.raw`^${SOURCE_OR_SETTINGS}:(?:\d{1,7}:){0,4} (?:error|note): `);
const NOTE = / note: /;
const SUMMARY = /^(?:Found (\d{1,7}) errors? in \d|Success: no issues found in \d)/;
const MAX_WRAPPED_LINES = 8;

export const mypy: Grammar = {
  tool: 'mypy',
  marks: [': error: ', 'mypy: ', 'Daemon crashed', 'Success: no issues found'],
  read(lines) {
    const findings: Finding[] = [];
    for (let at = 0; at < lines.length; at += 1) {
      const finding = mypyStopAt(lines, at) ?? problemAt(lines, at);
      if (finding === undefined) continue;
      findings.push(finding);
      at = finding.kind === 'crash' ? finding.to - 1 : at;
    }
    const summary = lines.findLast(({ text }) => SUMMARY.test(text))?.text;
    const ended = summary === undefined ? undefined : summary.startsWith('Success') ? 'passed' : 'failed';
    return { findings: distinct(findings), ended };
  },
};

function problemAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const groups = LINE.exec(textAt(lines, at))?.groups;
  // pytype says "in f:" first; its codes are its own.
  if (groups === undefined || /^in [\w.<>]{1,200}: /.test(groups.message ?? '')) return undefined;
  const { said, to } = wholeMessage(lines, at, groups.message ?? '');
  const [, message = said, code] = CODE.exec(said) ?? [];
  const notes = endOf(lines, to, (text) => !isNoteOf(text, groups), 40);
  const kind = isSettings(groups.file ?? '') ? 'config' : 'typecheck';
  return problemOf(kind, { ...groups, message, code }, at, notes);
}

const isNoteOf = (text: string, { file = '', line = '' }: Record<string, string | undefined>): boolean =>
  text.startsWith(`${file}:${line}:`) && NOTE.test(text);

/** --pretty breaks a message at the terminal's width and puts the source and a caret below it. */
function wholeMessage(lines: readonly LogLine[], at: number, first: string) {
  const plain = { said: first, to: at + 1 };
  const source = endOf(lines, at + 1, (text) => /^\s{4}/.test(text), MAX_WRAPPED_LINES);
  if (!/^\s{4,}\^/.test(textAt(lines, source + 1))) return plain;
  const rest = lines.slice(at + 1, source).map(({ text }) => text);
  if (rest.some((text) => text === '' || PLACED.test(text))) return plain;
  return {
    said: [first, ...rest].join(' ').replace(/ {1,2}(\[[a-z][\w-]{1,60}\])$/, '  $1'),
    to: source + 2,
  };
}
