// busted (Lua): `Failure -> FILE @ LINE`, the test's name, then its words; and its form that looks like googletest's.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const HEAD = /^(?:Failure|Error) (?:->|→) (\S.{0,500}) @ (\d{1,7})$/;
const NEXT = /^(?:(?:Failure|Error|Pending) (?:->|→) |\d{1,6} success(?:es)? \/ )/;
const GTEST =
  /^\[ {2}(?:FAILED {2}|ERROR {3})\] (\S.{0,500}) @ (\d{1,7}): (\S.{0,1000}?) \([\d.]{1,20} ms\)$/;
const SUMMARY = /^(\d{1,6}) success(?:es)? \/ (\d{1,6}) failures? \/ (\d{1,6}) errors?\b/;
const PLACE = /^(\S.{0,500}\.lua):(\d{1,7}): (.{0,2000})$/;

export const busted: Grammar = {
  tool: 'busted',
  marks: ['Failure ->', 'Error ->', 'Failure →', 'Error →', ' @ ', ' success / ', ' successes / '],
  read(lines) {
    const findings = lines.flatMap((_, at) => [...headAt(lines, at), ...gtestAt(lines, at)]);
    const [, , failures, errors] =
      lines.flatMap(({ text }) => [SUMMARY.exec(text) ?? []]).findLast((each) => each.length > 0) ?? [];
    const isClean = failures === '0' && errors === '0';
    const ended =
      findings.length > 0 ? 'failed' : failures === undefined ? undefined : isClean ? 'passed' : 'failed';
    return { findings, ended };
  },
};

function headAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, file, line] = HEAD.exec(textAt(lines, at)) ?? [];
  if (file === undefined) return [];
  const to = endOf(
    lines,
    at + 2,
    (text, no) => NEXT.test(text) || (text === '' && NEXT.test(textAt(lines, no + 1))),
    200,
  );
  const testId = textAt(lines, at + 1);
  return [
    {
      kind: 'test',
      testId,
      ...saidIn(lines, at + 2, to, file, Number(line)),
      from: at,
      to: lastWritten(lines, at + 2, to),
    },
  ];
}

function gtestAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, file, line, testId] = GTEST.exec(textAt(lines, at)) ?? [];
  if (file === undefined) return [];
  let from = at;
  while (from > 0 && at - from < 200 && !textAt(lines, from).startsWith('[ RUN      ] ')) from -= 1;
  return [{ kind: 'test', testId, ...saidIn(lines, from + 1, at, file, Number(line)), from, to: at + 1 }];
}

/** The first line tells where it gave up; the head where the test begins. */
function saidIn(lines: readonly LogLine[], from: number, to: number, file: string, line: number) {
  const [, place, placeLine, message] = PLACE.exec(textAt(lines, from)) ?? [];
  const rest = textOf(lines, from + 1, Math.min(to, from + 12));
  if (place === undefined)
    return { file, line, message: textOf(lines, from, Math.min(to, from + 12)) || 'failed' };
  const isOwn = place.endsWith(file) || file.endsWith(place);
  const said = [message ?? '', ...(rest.startsWith('stack traceback') ? [] : [rest])]
    .filter((each) => each !== '')
    .join('\n');
  return { file, line: isOwn ? Number(placeLine) : line, message: said };
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
