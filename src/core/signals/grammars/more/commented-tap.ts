// TAP whose details are comments below each `not ok`: bats, which names file and line, and busted's.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

/** bats says the time behind a name in one of two ways. */
export const NOT_OK = /^not ok \d{1,9}(?: -)? (\S.{0,2000}?)(?: (?:# )?in \d{1,9} ?(?:ms|sec))?$/;
const DIRECTIVE = / # (?:TODO|SKIP)\b/i;
const COMMENT = /^# ?/;
const BATS = /^# {1,4}\(?(?:from function `.{1,300}' )?in (?:test )?file (\S.{0,500}), line (\d{1,7})[,)]/;
const BATS_FROM = /^# {1,4}\(from function `/;
const BUSTED = /^# (\S.{0,500}\.lua) @ (\d{1,7})$/;
const SAID = /^# Failure message: (?:\S{1,500}\.lua:(\d{1,7}): )?(.{0,2000})$/;

export const isCommentedTap = (lines: readonly LogLine[]): boolean =>
  lines.some(({ text }) => BATS.test(text) || BATS_FROM.test(text) || BUSTED.test(text));

export const commentedTap: Grammar = {
  tool: 'bats',
  marks: ['# (in test file ', '# (from function `', 'in test file ', '.lua @ '],
  read: (lines) => ({
    findings: isCommentedTap(lines) ? lines.flatMap((_, at) => notOkAt(lines, at)) : [],
  }),
};

function notOkAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const testId = NOT_OK.exec(textAt(lines, at))?.[1];
  if (testId === undefined || DIRECTIVE.test(textAt(lines, at))) return [];
  const to = endOf(lines, at + 1, (text) => !COMMENT.test(text), 200);
  const own = lines.slice(at + 1, to);
  const busted = own.map(({ text }) => BUSTED.exec(text)).find((found) => found !== null);
  return busted === undefined ? [bats(testId, own, at, to)] : [ofBusted(testId, busted, own, at, to)];
}

function bats(testId: string, own: readonly LogLine[], from: number, to: number): Finding {
  const place = placeOfBats(own);
  const message = textOf(plain(own.slice((place?.at ?? -1) + 1)), 0, own.length) || 'failed';
  return { kind: 'test', testId, file: place?.file, line: place?.line, message, from, to };
}

/** Of functions that call each other, the last is the test's own line. */
export function placeOfBats(
  own: readonly LogLine[],
): { readonly at: number; readonly file: string; readonly line: number } | undefined {
  const at = own.findLastIndex(({ text }) => text.includes('in test file '));
  const [, file, line] = /in test file (\S.{0,500}), line (\d{1,7})/.exec(own[at]?.text ?? '') ?? [];
  return file === undefined ? undefined : { at, file, line: Number(line) };
}

function ofBusted(
  testId: string,
  [, file, line]: RegExpExecArray,
  own: readonly LogLine[],
  from: number,
  to: number,
): Finding {
  const at = own.findIndex(({ text }) => SAID.test(text));
  const [, placed, said = 'failed'] = SAID.exec(own[at]?.text ?? '') ?? [];
  const rest = at === -1 ? '' : textOf(plain(own.slice(at + 1)), 0, own.length);
  const message = [said, rest].filter((each) => each !== '').join('\n');
  return { kind: 'test', tool: 'busted', testId, file, line: Number(placed ?? line), message, from, to };
}

const plain = (lines: readonly LogLine[]): readonly LogLine[] =>
  lines.map((line) => ({ ...line, text: line.text.replace(COMMENT, '') }));
