// dart and flutter test: `00:02 +1 -1: Cart totals [E]` and what was wrong, indented below it; and the analyzer.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { problemsIn } from '../problem-lines.ts';

const EVENT = /^\d\d:\d\d \+\d{1,7}(?: ~\d{1,7})?(?: -\d{1,7})?: /;
const FAILED = /^\d\d:\d\d \+\d{1,7}(?: ~\d{1,7})? -\d{1,7}: (?:(\S{1,500}\.dart): )?(\S.{0,1000}?) \[E\]$/;
const LOADING = /^loading (\S{1,500}\.dart)$/;
const FRAME = /^\s{2,8}((?!package:|dart:)\S{1,500}\.dart) (\d{1,7}):(\d{1,7}) /;
const ANY_FRAME = /^\s{2,8}(?:package:|dart:)?\S{1,500} {1,60}(?:\d{1,7}:\d{1,7} )?\s{0,60}\S/;
const SUMMARY = /^\d\d:\d\d \+\d{1,7}(?: [~-]\d{1,7}){0,2}: (All tests passed!|Some tests failed\.)$/;
const MAX_LINES = 200;

export const dart: Grammar = {
  tool: 'dart',
  marks: [' [E]', ': All tests passed!', ': Some tests failed.'],
  read(lines) {
    const last = lines.findLast(({ text }) => SUMMARY.test(text))?.text;
    return {
      findings: lines.flatMap((_, at) => failedAt(lines, at)),
      ended: last === undefined ? undefined : last.endsWith('passed!') ? 'passed' : 'failed',
    };
  },
};

function failedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, path, testId] = FAILED.exec(textAt(lines, at)) ?? [];
  if (testId === undefined) return [];
  const end = endOf(lines, at + 1, (text) => EVENT.test(text) || /^\S/.test(text), MAX_LINES);
  const placeAt = endOf(lines, at + 1, (text, no) => no >= end || FRAME.test(text), MAX_LINES);
  const [, file, line] = placeAt < end ? (FRAME.exec(textAt(lines, placeAt)) ?? []) : [];
  const said = endOf(lines, at + 1, (text, no) => no >= end || text.trim() === '', MAX_LINES);
  const messageEnd = said > at + 1 ? said : endOf(lines, at + 1, (text) => ANY_FRAME.test(text), MAX_LINES);
  const to = placeAt < end ? placeAt + 1 : messageEnd;
  const loaded = LOADING.exec(testId)?.[1];
  const place = { file: file ?? loaded ?? path, line: line === undefined ? undefined : Number(line) };
  const message = textOf(lines, at + 1, Math.min(messageEnd, end)) || 'failed';
  if (loaded !== undefined) return [{ kind: 'compile', ...place, message, from: at, to }];
  return [{ kind: 'test', testId, ...place, message, from: at, to }];
}

const BULLETS =
  /^\s{0,8}(?<level>error|warning) [•-] (?<message>.{1,1000}) [•-] (?<file>\S{1,500}\.dart):(?<line>\d{1,7}):(?<column>\d{1,7}) [•-] (?<code>\w{3,80})$/;
const DASHES =
  /^\s{0,8}(?<level>error|warning) - (?<file>\S{1,500}\.dart):(?<line>\d{1,7}):(?<column>\d{1,7}) - (?<message>.{1,1000}) - (?<code>\w{3,80})$/;
const COMPILER =
  /^(?<file>\S{1,500}\.dart):(?<line>\d{1,7}):(?<column>\d{1,7}): Error: (?<message>.{1,1000})$/;

export const dartAnalyze: Grammar = {
  tool: 'dart',
  marks: ['.dart:'],
  read: (lines) => ({
    findings: [
      ...problemsIn(lines, 'compile', COMPILER),
      ...[BULLETS, DASHES].flatMap((pattern) =>
        problemsIn(lines, 'lint', pattern, ({ level }) => level === 'error'),
      ),
    ],
  }),
};
