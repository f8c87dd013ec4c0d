// zig test: `error: 'main.test.totals' failed: what`, and the frames below it. Its compiler speaks like gcc.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FAILED = /^error: '(\S.{0,300}?)' failed(?:: (.{1,1000}))?$/;
const FRAME = /^(\S{1,500}\.zig):(\d{1,7}):(\d{1,7}): 0x[0-9a-f]{1,16} in /;
const FOREIGN = /[\\/]lib[\\/]std[\\/]/;
const MAX_LINES = 80;

export const zig: Grammar = {
  tool: 'zig',
  marks: ["' failed"],
  read: (lines) => ({ findings: lines.flatMap((_, at) => failedAt(lines, at)) }),
};

function failedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, testId, said] = FAILED.exec(textAt(lines, at)) ?? [];
  if (testId === undefined) return [];
  const end = endOf(lines, at + 1, (text) => text === '' || text.startsWith('error: '), MAX_LINES);
  const isOwn = (text: string) => FRAME.test(text) && !FOREIGN.test(text);
  const placeAt = endOf(lines, at + 1, (text, no) => no >= end || isOwn(text), MAX_LINES);
  const [, file, line, column] = placeAt < end ? (FRAME.exec(textAt(lines, placeAt)) ?? []) : [];
  const place = file === undefined ? {} : { file, line: Number(line), column: Number(column) };
  const to = placeAt < end ? placeAt + 1 : at + 1;
  return [{ kind: 'test', testId, ...place, message: said ?? 'failed', from: at, to }];
}
