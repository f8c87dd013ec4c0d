// Nim: the compiler's errors, and unittest's checks above the name of the test that failed.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const ERROR = /^(\S.{0,500}\.nims?)\((\d{1,7}), (\d{1,7})\) Error: (.{1,2000})$/;
const SUITE = /^\[Suite\] (\S.{0,500})$/;
const FAILED = /^ {2}\[FAILED\] (\S.{0,1000})$/;
const ENDED = /^ {2}\[(?:OK|FAILED|SKIPPED)\] /;
const CHECK = /^\s{2,8}(\S.{0,500}\.nim)\((\d{1,7}), \d{1,7}\): (.{1,2000})$/;
const FRAME = /^(\S.{0,500}\.nim)\((\d{1,7})\) \w/;
const THROWN = /^\s{2,8}(Unhandled exception: .{1,2000})$/;
const MAX_BACK = 60;

export const nim: Grammar = {
  tool: 'nim',
  marks: ['[FAILED] ', ') Error: '],
  read: (lines) => ({ findings: lines.flatMap((_, at) => [...errorAt(lines, at), ...failedAt(lines, at)]) }),
};

function errorAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, file, line, column, message = ''] = ERROR.exec(textAt(lines, at)) ?? [];
  if (file === undefined) return [];
  return [
    { kind: 'compile', file, line: Number(line), column: Number(column), message, from: at, to: at + 1 },
  ];
}

function failedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const testId = FAILED.exec(textAt(lines, at))?.[1];
  if (testId === undefined) return [];
  let from = at;
  let place: { file: string | undefined; line: number } | undefined;
  let message: string | undefined;
  for (let no = at - 1; no >= Math.max(0, at - MAX_BACK); no -= 1) {
    const text = textAt(lines, no);
    if (ENDED.test(text) || SUITE.test(text)) break;
    const [, file, line, said] = CHECK.exec(text) ?? FRAME.exec(text) ?? [];
    message = said ?? THROWN.exec(text)?.[1] ?? message;
    if (file !== undefined) place = { file, line: Number(line) };
    from = no;
  }
  // Names in brackets are those of others as well; a check or an exception is Nim's.
  if (message === undefined) return [];
  const suite = lines.slice(Math.max(0, at - 2_000), at).findLast(({ text }) => SUITE.test(text));
  const named = SUITE.exec(suite?.text ?? '')?.[1];
  return [
    { kind: 'test', tool: 'unittest (nim)', testId, suite: named, ...place, message, from, to: at + 1 },
  ];
}
