// jest, default reporter: `FAIL file`, then `  ● suite › name` and its error.
import { endOf, type Finding, type Grammar, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { firstFrame, isFrame } from '../stack.ts';

const FILE = /^FAIL (\S.{0,1000}?)(?: \(\d{1,9}(?:\.\d{1,9})? m?s\))?$/;
const TITLE = /^ {2}● (\S.{0,2000})$/;
const END = /^(?:FAIL |PASS |Test Suites: |Summary of all failing tests|Ran all test suites)/;
const REPEAT = 'Summary of all failing tests';
const SUITES = /^Test Suites: /;
const CODE_FRAME = /^\s{2,10}(?:> )?\s{0,10}\d{0,7} \|/;

export const jest: Grammar = {
  tool: 'jest',
  marks: ['  ● '],
  read(lines) {
    const findings: Finding[] = [];
    let file: string | undefined;
    let repeating = false;
    lines.forEach(({ text }, at) => {
      // The summary of a long run prints every failure a second time.
      if (text === REPEAT) repeating = true;
      if (SUITES.test(text)) repeating = false;
      if (repeating) return;
      file = FILE.exec(text)?.[1] ?? file;
      const title = TITLE.exec(text)?.[1];
      if (file === undefined || title === undefined || title === 'Console') return;
      findings.push(findingAt(lines, at, file, title));
    });
    return { findings };
  },
};

function findingAt(lines: readonly LogLine[], at: number, file: string, title: string): Finding {
  const to = endOf(lines, at + 1, (text) => TITLE.test(text) || END.test(text));
  const messageEnd = endOf(
    lines,
    at + 1,
    (text, line) => line >= to || isFrame(text) || CODE_FRAME.test(text),
  );
  const frame = firstFrame(lines, messageEnd, to, file);
  const isSuite = title === 'Test suite failed to run';
  return {
    kind: isSuite ? 'compile' : 'test',
    testId: isSuite ? undefined : title,
    file,
    line: frame?.line,
    column: frame?.column,
    message: textOf(lines, at + 1, messageEnd),
    from: at,
    to,
  };
}
