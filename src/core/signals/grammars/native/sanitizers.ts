// AddressSanitizer and its kin, UBSan's single lines, valgrind, assert(3) and C++ exceptions that nobody caught.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemsIn } from '../problem-lines.ts';

const HEAD =
  /^(?:==\d{1,10}==)?\s{0,4}(?:ERROR|WARNING): ((?:Address|Memory|Thread|Leak|UndefinedBehavior|HWAddress)Sanitizer): (.{1,1000})$/;
const FRAME =
  /^\s{2,8}#\d{1,4} (?:0x[0-9a-f]{1,16} )?(?:in )?(?:.{1,500}) ((?:\/|[A-Za-z]:)?[^:\s()]{1,500}\.\w{1,6}):(\d{1,7})(?::(\d{1,7}))?(?: .{0,200})?$/;
const SUMMARY = /^SUMMARY: \w{1,40}Sanitizer: /;
const UBSAN =
  /^(?<file>[^\s:][^:]{0,500}\.\w{1,6}):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<message>runtime error: .{1,1500})$/;
/** What assert(3) prints. */
export const ASSERT =
  /^\S{0,300}: (?<file>(?:[A-Za-z]:)?[^\s:][^:]{0,500}\.\w{1,6}):(?<line>\d{1,7}): .{1,800}: (?<message>Assertion [`'].{1,1500}' failed\.)$/;
const VALGRIND =
  /^==\d{1,10}== ((?:Invalid (?:read|write|free)|Conditional jump|Use of uninitialised|Process terminating|\d[\d,]{0,20} bytes in .{1,60} definitely lost).{0,300})$/;
const VALGRIND_FRAME =
  /^==\d{1,10}== {3,8}(?:at|by) 0x[0-9A-F]{1,16}: .{1,300} \(([\w.+-]{1,200}\.\w{1,6}):(\d{1,7})\)$/;
const FOREIGN = /sanitizer|compiler-rt|\/usr\/|libc|libstdc|gtest|googletest/;

export const sanitizers: Grammar = {
  tool: 'sanitizer',
  marks: [
    'Sanitizer: ',
    ': runtime error: ',
    'Assertion `',
    "Assertion '",
    'Invalid read',
    'Invalid write',
    'definitely lost',
    'terminate called after',
  ],
  read(lines) {
    const found = lines.flatMap(({ text }, at) => reportAt(lines, text, at) ?? []);
    const thrown = lines.flatMap(({ text }, at) => thrownAt(lines, text, at));
    const ubsan = problemsIn(lines, 'crash', UBSAN).map((each) => ({
      ...each,
      tool: 'UndefinedBehaviorSanitizer',
    }));
    const asserts = problemsIn(lines, 'crash', ASSERT).map((each) => ({ ...each, tool: 'assert' }));
    return { findings: distinct([...found, ...ubsan, ...asserts, ...thrown]) };
  },
};

function reportAt(lines: readonly LogLine[], text: string, at: number): Finding | undefined {
  const head = HEAD.exec(text);
  if (head !== null) {
    const end = endOf(lines, at + 1, (each) => SUMMARY.test(each) || HEAD.test(each), 200);
    const place = placeIn(lines, at, end, FRAME);
    const message = (head[2] ?? '').replace(/ on (?:unknown )?address 0x.{0,500}$/, '');
    const to = Math.min(end + (SUMMARY.test(textAt(lines, end)) ? 1 : 0), (place?.at ?? at + 6) + 3);
    return {
      kind: 'crash',
      tool: head[1],
      ...place?.place,
      code: message.split(/[ :]/)[0],
      message,
      from: at,
      to,
    };
  }
  const valgrind = VALGRIND.exec(text);
  if (valgrind === null) return undefined;
  const end = endOf(lines, at + 1, (each) => /^==\d{1,10}==\s{0,2}$/.test(each), 30);
  const place = placeIn(lines, at, end, VALGRIND_FRAME);
  return { kind: 'crash', tool: 'valgrind', ...place?.place, message: valgrind[1] ?? '', from: at, to: end };
}

function placeIn(lines: readonly LogLine[], from: number, to: number, frame: RegExp) {
  for (let at = from + 1; at < to; at += 1) {
    const [, file = '', line, column] = frame.exec(textAt(lines, at)) ?? [];
    if (file !== '' && !FOREIGN.test(file))
      return {
        at,
        place: { file, line: Number(line), column: column === undefined ? undefined : Number(column) },
      };
  }
  return undefined;
}

function thrownAt(lines: readonly LogLine[], text: string, at: number): readonly Finding[] {
  const type = /^terminate called after throwing an instance of '(.{1,300})'$/.exec(text)?.[1];
  if (type === undefined) return [];
  const what = /^\s{0,4}what\(\):\s{1,4}(.{0,1000})$/.exec(textAt(lines, at + 1))?.[1];
  return [
    {
      kind: 'crash',
      tool: 'c++',
      message: what === undefined ? type : `${type}: ${what}`,
      from: at,
      to: at + (what === undefined ? 1 : 2),
    },
  ];
}
