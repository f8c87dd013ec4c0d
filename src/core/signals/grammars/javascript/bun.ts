// bun test: the error stands above the test's own line, `(fail) cart > totals [1.02ms]`, below the name of its file.
import { type Finding, type Grammar, passesIn, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { firstFrame, isFrame } from '../stack.ts';

const FAILED = /^(?:\(fail\)|✗) (\S.{0,1500}?)(?: \[\d{1,9}(?:\.\d{1,4})?m?s\])?$/;
const PASSED = /^(?:\(pass\)|✓) (\S.{0,1500}?)(?: \[\d{1,9}(?:\.\d{1,4})?m?s\])?$/;
const RESULT = /^(?:\((?:pass|fail|skip|todo)\)|[✓✗»]) /;
const FILE = /^(\S{1,500}\.[cm]?[jt]sx?):$/;
const BANNER = /^bun test v\d/;
const ERROR = /^(?:error|\w{0,60}Error): /;
const MAX_LINES = 300;

export const bun: Grammar = {
  tool: 'bun',
  marks: ['bun test v'],
  read(lines) {
    if (!lines.some(({ text }) => BANNER.test(text))) return { findings: [] };
    let file: string | undefined;
    // It names what failed once more at the end of a long run.
    const seen = new Set<string>();
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      file = FILE.exec(text)?.[1] ?? file;
      const testId = FAILED.exec(text)?.[1];
      if (testId === undefined || seen.has(`${file} ${testId}`)) return [];
      seen.add(`${file} ${testId}`);
      return [failedAt(lines, at, testId, file)];
    });
    return { findings, passes: passesIn(lines, PASSED) };
  },
};

function failedAt(lines: readonly LogLine[], at: number, testId: string, file: string | undefined): Finding {
  let from = at;
  while (from > 0 && at - from < MAX_LINES && !isEdge(textAt(lines, from - 1))) from -= 1;
  const errorAt = lines.slice(from, at).findIndex(({ text }) => ERROR.test(text));
  if (errorAt === -1) return { kind: 'test', testId, file, message: 'failed', from: at, to: at + 1 };
  const frameAt = lines.slice(from + errorAt, at).findIndex(({ text }) => isFrame(text));
  const said = from + errorAt;
  const frames = frameAt === -1 ? at : said + frameAt;
  const frame = firstFrame(lines, frames, at);
  const message = textOf(lines, said, frames).replace(/^error: /, '');
  return { kind: 'test', testId, file: frame?.file ?? file, line: frame?.line, message, from, to: at + 1 };
}

const isEdge = (text: string): boolean => RESULT.test(text) || FILE.test(text) || BANNER.test(text);
