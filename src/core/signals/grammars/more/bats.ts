// bats where it prints no comments: ticks and crosses for people, and TAP 13, whose details are a block. TAP with comments is read in commented-tap.ts.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { NOT_OK, placeOfBats } from './commented-tap.ts';

const CROSS = /^ ✗ (\S.{0,2000}?)(?: \[\d{1,9}(?: ?ms)?\])?$/;
const DETAIL = /^ {2,8}\(?(?:from function `.{1,300}' )?in (?:test )?file .{1,500}, line \d{1,7}[,)]/;
const BELOW = /^ {2}/;

export const isBats = (lines: readonly LogLine[]): boolean => lines.some(({ text }) => DETAIL.test(text));

export const bats: Grammar = {
  tool: 'bats',
  marks: ['in test file '],
  read: (lines) => ({ findings: isBats(lines) ? lines.flatMap((_, at) => failedAt(lines, at)) : [] }),
};

function failedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const text = textAt(lines, at);
  const testId = (CROSS.exec(text) ?? NOT_OK.exec(text))?.[1];
  if (testId === undefined) return [];
  const to = endOf(lines, at + 1, (each) => !BELOW.test(each), 200);
  const own = lines.slice(at + 1, to).filter((line) => !/^ {2}(?:---|\.\.\.|message: \|)$/.test(line.text));
  const place = placeOfBats(own);
  if (place === undefined) return [];
  const message = textOf(own, place.at + 1, own.length) || 'failed';
  return [{ kind: 'test', testId, file: place.file, line: place.line, message, from: at, to }];
}
