// ruff check in its styles: one line each, the quoted source below a headline, grouped by file, counted only.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';
import { codeLines } from './code-lines.ts';
import { blockEnd } from './other-type-checkers.ts';
import { SOURCE_OR_SETTINGS } from './source-file.ts';

const RULE = String.raw`(?:(?<code>[A-Z]{1,6}\d{2,5})|(?<syntax>invalid-syntax|SyntaxError|io-error):?)(?: \[[*-]\])?`;
const HEAD = new RegExp(String.raw`^${RULE} (?<message>\S.{0,2000})$`);
const ARROW = new RegExp(
  String.raw`^ {1,12}--> ${SOURCE_OR_SETTINGS}(?::cell \d{1,5})?:(?<line>\d{1,7}):(?<column>\d{1,7})$`,
);
const GROUP = new RegExp(`^${SOURCE_OR_SETTINGS}:$`);
const GROUPED = new RegExp(
  String.raw`^ {1,12}(?:cell \d{1,5}:)?(?<line>\d{1,7}):(?<column>\d{1,7}) {1,8}${RULE} (?<message>\S.{0,2000})$`,
);
const UNPARSED = new RegExp(
  String.raw`^error: Failed to parse ${SOURCE_OR_SETTINGS}:(?:(?<line>\d{1,7}):(?<column>\d{1,7}):)? (?<message>.{1,1000})$`,
);
const STATISTIC = /^(\d{1,7})\t([A-Z]{1,6}\d{2,5}|\s{4,8})\t(?:\[[ *-]\] )?(\S.{0,500})$/;
const END = /^(?:Found (\d{1,7}) errors?(?: \(\d{1,7} fixed, (\d{1,7}) remaining\))?\.|All checks passed!)$/;

export const ruff: Grammar = {
  tool: 'ruff',
  marks: ['.py:', '.pyi:', '.ipynb:', '--> ', 'Failed to parse', 'All checks passed!', 'ruff failed', '\t['],
  read(lines) {
    const oneLine = codeLines(lines).flatMap(({ finding, isRuff }) => (isRuff ? [finding] : []));
    const found = distinct([
      ...oneLine,
      ...lines.flatMap((_, at) => quotedAt(lines, at)),
      ...groupedIn(lines),
    ]);
    const unparsed = lines
      .flatMap(({ text }, at) => unparsedAt(text, at))
      .filter((each) => isNew(each, found));
    const findings = [...(found.length > 0 ? found : statistics(lines)), ...unparsed];
    return { findings: [...findings, ...lines.flatMap((_, at) => stopAt(lines, at))], ended: endedIn(lines) };
  },
};

function quotedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const head = HEAD.exec(textAt(lines, at))?.groups;
  const place = head === undefined ? undefined : ARROW.exec(textAt(lines, at + 1))?.groups;
  if (head === undefined || place === undefined) return [];
  return [problemOf('lint', { ...place, ...head, code: codeOf(head) }, at, blockEnd(lines, at + 2))];
}

const codeOf = ({ code, syntax }: Record<string, string | undefined>): string | undefined => code ?? syntax;

function groupedIn(lines: readonly LogLine[]): readonly Finding[] {
  let file: string | undefined;
  return lines.flatMap(({ text }, at): Finding[] => {
    if (text === '') file = undefined;
    file = GROUP.exec(text)?.groups?.file ?? file;
    const groups = file === undefined ? undefined : GROUPED.exec(text)?.groups;
    return groups === undefined ? [] : [problemOf('lint', { ...groups, file, code: codeOf(groups) }, at)];
  });
}

function unparsedAt(text: string, at: number): readonly Finding[] {
  const groups = UNPARSED.exec(text)?.groups;
  return groups === undefined ? [] : [problemOf('lint', { ...groups, code: 'invalid-syntax' }, at)];
}

/** ruff warns of a file that it cannot parse, and then reports the same place as a rule that is broken. */
const isNew = ({ file, line }: Finding, others: readonly Finding[]): boolean =>
  !others.some((other) => other.file === file && (other.line === line || line === undefined));

const statistics = (lines: readonly LogLine[]): readonly Finding[] =>
  lines.flatMap(({ text }, at): Finding[] => {
    const [whole, count, code = '', message] = STATISTIC.exec(text) ?? [];
    if (whole === undefined) return [];
    const name = code.trim() === '' ? 'invalid-syntax' : code;
    return [
      {
        kind: 'lint',
        code: name,
        message: count === '1' ? (message ?? '') : `${message} (${count} times)`,
        from: at,
        to: at + 1,
      },
    ];
  });

/** Settings that it cannot work with. */
function stopAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (textAt(lines, at) !== 'ruff failed') return [];
  const to = endOf(lines, at + 1, (text) => !/^\s/.test(text), 30);
  return [{ kind: 'config', message: textOf(lines, at + 1, to).replace(/^Cause: /, ''), from: at, to }];
}

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const [whole, found, remaining] = lines.flatMap(({ text }) => END.exec(text) ?? []).slice(-3);
  if (whole === undefined) return undefined;
  return found === undefined || remaining === '0' ? 'passed' : 'failed';
}
