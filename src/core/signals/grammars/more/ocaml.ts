// OCaml: what the compiler and dune say of a file, and Alcotest's tests.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const PLACE =
  /^File "(\S[^"]{0,500}\.ml[ily]?|(?:[^"]{0,500}\/)?dune(?:-project|-workspace)?)", lines? (\d{1,7})(?:-\d{1,7})?, characters (\d{1,7})-\d{1,7}:$/;
const ERROR = /^Error(?: \([^)]{1,100}\))?: (.{1,2000})$/;
const FAILED = /^[> ] \[FAIL\] {1,12}(\S.{0,300}?) {1,40}(\d{1,7}) {1,6}(\S.{0,500}?)\.?$/;
const BOX = /^│ \[FAIL\] {1,12}(\S.{0,300}?) {1,40}(\d{1,7}) {1,6}(\S.{0,500}?)\.? {1,80}│$/;
const RAN = /^(?:(\d{1,7}) failures?!|Test Successful) in /;
const TRACE = /^(?:Raised at |Called from |Raised by |Logs saved to | ─{10})/;

export const ocaml: Grammar = {
  tool: 'ocaml',
  marks: ['", line ', '", lines '],
  read: (lines) => ({ findings: lines.flatMap((_, at) => errorAt(lines, at)) }),
};

function errorAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, file = '', line, column] = PLACE.exec(textAt(lines, at)) ?? [];
  if (file === '') return [];
  const error = endOf(lines, at + 1, (text) => ERROR.test(text) || PLACE.test(text), 30);
  const said = ERROR.exec(textAt(lines, error))?.[1];
  if (said === undefined) return [];
  const to = endOf(lines, error + 1, (text) => !/^\s{2,}\S/.test(text), 12);
  const rest = lines.slice(error + 1, to).map(({ text }) => text.trim());
  const kind = /\.ml[ily]?$/.test(file) ? 'compile' : 'config';
  const tool = kind === 'config' ? 'dune' : 'ocaml';
  // Characters are counted from 0.
  const place = { file, line: Number(line), column: Number(column) + 1 };
  return [{ kind, tool, ...place, message: [said, ...rest].join(' '), from: at, to }];
}

export const alcotest: Grammar = {
  tool: 'alcotest',
  marks: ['[FAIL]  ', 'Test Successful in '],
  read(lines) {
    const ends = lines.flatMap(({ text }) => {
      const ran = RAN.exec(text);
      return ran === null ? [] : [ran[1] === undefined ? ('passed' as const) : ('failed' as const)];
    });
    if (ends.length === 0) return { findings: [] };
    const boxes = boxesIn(lines);
    const findings = lines.flatMap((_, at) => failedAt(lines, at, boxes));
    return { findings, ended: ends.includes('failed') ? 'failed' : 'passed' };
  },
};

/** The first that failed is told in full, in a box. */
const boxesIn = (lines: readonly LogLine[]): ReadonlyMap<string, number> =>
  new Map(
    lines.flatMap(({ text }, at) => {
      const [, suite, no] = BOX.exec(text) ?? [];
      return suite === undefined ? [] : [[`${suite} ${no}`, at] as const];
    }),
  );

/** All are listed. */
function failedAt(
  lines: readonly LogLine[],
  at: number,
  boxes: ReadonlyMap<string, number>,
): readonly Finding[] {
  const [, suite, no, testId] = FAILED.exec(textAt(lines, at)) ?? [];
  if (testId === undefined) return [];
  const box = boxes.get(`${suite} ${no}`);
  if (box === undefined) return [{ kind: 'test', testId, suite, message: 'failed', from: at, to: at + 1 }];
  const to = endOf(lines, box + 2, (text) => TRACE.test(text), 60);
  const message = textOf(lines, box + 2, to);
  return [{ kind: 'test', testId, suite, message: message || 'failed', from: at, to: at + 1 }];
}
