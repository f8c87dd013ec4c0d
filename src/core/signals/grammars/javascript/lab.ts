// @hapi/lab's console: "Failed tests:", then `  1) suite test:`, what was expected, `at file:line:column`.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import { isFrame } from '../stack.ts';
import { ownPlaces } from './frames.ts';

const HEAD = /^ {2}\d{1,7}\) (\S.{0,2000}):$/;
const SUMMARY = /^\d{1,7} of \d{1,7} tests failed$/;
const PASSED = /^\d{1,7} tests passed$/;

export const lab: Grammar = {
  tool: 'lab',
  marks: ['Failed tests:', ' tests failed', ' tests passed'],
  read(lines) {
    const start = endOf(lines, 0, (text) => text === 'Failed tests:', lines.length);
    const last = endOf(lines, start, (text) => SUMMARY.test(text), lines.length);
    if (last >= lines.length) {
      const isLab = lines.some(
        ({ text }, at) => PASSED.test(text) && /^Test duration: /.test(textAt(lines, at + 1)),
      );
      return { findings: [], ended: isLab ? 'passed' : undefined };
    }
    const findings: Finding[] = [];
    for (let at = start + 1; at < last; at += 1) {
      const testId = HEAD.exec(textAt(lines, at))?.[1];
      if (testId === undefined) continue;
      const to = endOf(lines, at + 1, (text, no) => no >= last || HEAD.test(text), 400);
      const frames = endOf(lines, at + 1, (text, no) => no >= to || isFrame(text), 400);
      const message = textOf(lines, at + 1, frames).replace(/^actual expected\n\n.{0,2000}\n\n/, '');
      const place = ownPlaces(lines, frames, to)[0];
      findings.push({ kind: 'test', testId, ...place, message, from: at, to: Math.max(at + 1, to - 1) });
    }
    return { findings, ended: 'failed' };
  },
};
