// Ginkgo: `• [FAILED]`, the spec's name and place, what was expected, and where. Under `go test` it is one test; its specs are told apart.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const HEAD =
  /^• (?:\[(?:FAILED|PANICKED|TIMEDOUT|INTERRUPTED|ABORTED)\](?: \[[\d.]{1,20} seconds\])?|Failure \[[\d.]{1,20} seconds\])$/;
const NAME = /^(\S.{0,2000})$/;
const NODE =
  / ?\[(?:It|BeforeEach|AfterEach|JustBeforeEach|JustAfterEach|BeforeAll|AfterAll|BeforeSuite|AfterSuite|DeferCleanup)[^\]]{0,60}\]/;
const AT = /^ {2}In \[.{1,60}\] at: (\S.{0,1000}\.go):(\d{1,7})\b/;
const SAID = /^ {2}\[(?:FAILED|PANICKED|TIMEDOUT|INTERRUPTED|ABORTED)\] (.{0,3000})$/;
const NEXT = /^(?:-{20,}|• |Summarizing \d|Ran \d{1,6} of \d)/;
const SUMMARY = /^(FAIL!|SUCCESS!) -- (\d{1,6}) Passed \| (\d{1,6}) Failed\b/;

export const ginkgo: Grammar = {
  tool: 'ginkgo',
  marks: ['• [', 'FAIL! -- ', 'SUCCESS! -- '],
  read(lines) {
    const findings = lines.flatMap((_, at) => specAt(lines, at));
    const ends = lines.flatMap(({ text }) => SUMMARY.exec(text)?.[1] ?? []);
    const ended = ends.length === 0 ? undefined : ends.includes('FAIL!') ? 'failed' : 'passed';
    return { findings, ended };
  },
};

function specAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (!HEAD.test(textAt(lines, at))) return [];
  const name = NAME.exec(textAt(lines, at + 1))?.[1];
  if (name === undefined) return [];
  const to = endOf(lines, at + 2, (text) => NEXT.test(text), 400);
  const placed = endOf(lines, at + 2, (text, no) => no >= to || AT.test(text), 400);
  const said = endOf(lines, at + 2, (text, no) => no >= placed || SAID.test(text), 400);
  const [, file, line] = AT.exec(textAt(lines, placed)) ?? [];
  return [
    {
      kind: 'test',
      testId: name.replace(NODE, '').trim(),
      file,
      line: line === undefined ? undefined : Number(line),
      message: messageIn(lines, said, placed, to) || 'failed',
      from: at,
      to: lastWritten(lines, at + 1, to),
    },
  ];
}

/** Of a panic the words stand below the place. */
function messageIn(lines: readonly LogLine[], said: number, placed: number, to: number): string {
  const first = SAID.exec(textAt(lines, said))?.[1] ?? '';
  const message = [first, textOf(lines, said + 1, placed)].filter((text) => text !== '').join('\n');
  if (first !== 'Test Panicked') return message;
  const end = endOf(lines, placed + 1, (text, at) => at >= to || text.trim() === 'Full Stack Trace');
  return `panic: ${textOf(lines, placed + 1, end)}`;
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
