// node:test, spec reporter: the list of failing tests at the end of each run.
import { countNames, endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { firstFrame, isFrame } from '../stack.ts';

const PLACE = /^\s{0,40}test at (\S.{0,1000}):(\d{1,7}):(\d{1,7})$/;
const NAME = /^\s{0,40}✖ (.{1,2000}) \(\d{1,12}(?:\.\d{1,12})?ms\)$/;
const PASSED = /^\s{0,40}✔ (.{1,2000}) \(\d{1,12}(?:\.\d{1,12})?ms\)$/;

export const nodeTestSpec: Grammar = {
  tool: 'node:test',
  marks: ['✖ '],
  read(lines) {
    const findings: Finding[] = [];
    for (let at = 0; at + 1 < lines.length; at += 1) {
      const place = PLACE.exec(textAt(lines, at));
      const name = place === null ? null : NAME.exec(textAt(lines, at + 1));
      if (place !== null && name !== null) findings.push(findingAt(lines, at, place, name[1] ?? ''));
    }
    return { findings, passes: countNames(lines, PASSED) };
  },
};

function findingAt(lines: readonly LogLine[], at: number, place: RegExpExecArray, testId: string): Finding {
  const indent = textAt(lines, at).search(/\S/);
  const body = at + 2;
  const to = endOf(lines, body, (text) => text !== '' && !text.startsWith(' '.repeat(indent + 1)));
  const frames = endOf(lines, body, (text, line) => line >= to || isFrame(text));
  const [, file = '', line] = place;
  const frame = firstFrame(lines, frames, to, file);
  return {
    kind: 'test',
    testId,
    file,
    line: frame?.line ?? Number(line),
    column: frame?.column,
    message: textOf(lines, body, Math.min(frames, to)),
    from: at,
    to,
  };
}
