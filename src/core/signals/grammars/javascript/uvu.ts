// uvu: `FAIL  Suite  "name"`, what is wrong below it, and a trace.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';
import { ownPlaces, placeOfTest } from './frames.ts';

const FAIL = /^ {3}FAIL {2}(?:(\S.{0,500}?) {1,2})?"(.{0,2000})"$/;
const END = /^(?: {3}FAIL {2}| {2}Total: {1,20}\d)/;

export const uvu: Grammar = {
  tool: 'uvu',
  marks: ['   FAIL  '],
  read: (lines) => ({ findings: lines.flatMap((_, at) => failAt(lines, at)) }),
};

function failAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, suite, testId] = FAIL.exec(textAt(lines, at)) ?? [];
  if (testId === undefined) return [];
  const to = endOf(lines, at + 1, (text) => END.test(text), 200);
  const frames = endOf(lines, at + 1, (text, no) => no >= to || isFrame(text), 200);
  let end = to;
  while (end > at + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return [
    {
      kind: 'test',
      testId,
      suite,
      ...placeOfTest(ownPlaces(lines, at + 1, to)),
      message: textOf(lines, at + 1, frames),
      from: at,
      to: end,
    },
  ];
}
