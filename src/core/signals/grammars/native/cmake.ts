// CMake's own errors, ctest's list of failed tests, and make without a rule.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { problemsIn } from '../problem-lines.ts';
import { ASSERT } from './sanitizers.ts';

const ERROR =
  /^CMake Error(?: \(dev\))?(?: at (.{1,500}?):(\d{1,7})(?: \((.{1,200})\))?)?:(?: (.{1,2000}))?$/;
const LISTED = /^\s{1,8}(\d{1,6}) - (\S.{0,500}?) \(([\w ()*:+-]{1,60})\)(?:\s{1,40}\S.{0,300})?$/;
const LIST = 'The following tests FAILED:';
const RESULT = /^\s{0,8}\d{1,6}\/\d{1,6} Test\s{1,4}#(\d{1,6}): .{1,600}\*\*\*/;
const NEXT =
  /^(?:test \d{1,6}$|\s{0,8}\d{1,6}\/\d{1,6} Test\s{1,4}#|\s{0,10}Start\s{1,4}\d{1,6}: |\d{1,3}% tests passed)/;
const TOLD =
  /\[ {2}FAILED {2}\]|: FAILED:$|: (?:FATAL )?ERROR: .{0,300}is NOT correct|: error: in "|\[ {3}LINE {3}\]|:\d{1,7}:[FE]:[^:]{1,200}:|^(?:\d{1,6}: )?(?:FAILED \S|--- FAIL: )/;

export const cmake: Grammar = {
  tool: 'cmake',
  marks: ['CMake Error'],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const error = ERROR.exec(text);
      if (error === null) return [];
      const to = endOf(lines, at + 1, (each) => each !== '' && !each.startsWith(' '), 30);
      const [, file, line, , rest = ''] = error;
      const message = [rest, textOf(lines, at + 1, firstBreak(lines, at + 1, to))]
        .filter((each) => each !== '')
        .join('\n');
      return [
        {
          kind: kindOf(textOf(lines, at, to)),
          file,
          line: Number(line) || undefined,
          message,
          from: at,
          to: lastWritten(lines, at + 1, to),
        },
      ];
    });
    return { findings };
  },
};

const kindOf = (message: string): FailureKind =>
  /Could not find a package|Could NOT find|Could not find|required packages? (?:was|were) not found/i.test(
    message,
  )
    ? 'dependency'
    : 'build';

/** A blank line parts what is wrong from advice and the call stack. */
function firstBreak(lines: readonly LogLine[], from: number, to: number): number {
  const first = endOf(lines, from, (text, at) => at >= to || text.trim() !== '');
  return endOf(lines, first, (text, at) => at >= to || text.trim() === '' || text.startsWith('Call Stack'));
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}

export const ctest: Grammar = {
  tool: 'ctest',
  marks: [LIST],
  read(lines) {
    const start = lines.findLastIndex(({ text }) => text === LIST);
    const end = endOf(lines, start + 1, (text) => text.trim() !== '' && !LISTED.test(text), 2_000);
    const findings = lines.slice(start + 1, end).flatMap(({ text }, index) => {
      const found = LISTED.exec(text);
      return found === null ? [] : failedAt(lines, start + 1 + index, found);
    });
    return { findings, ended: 'failed' };
  },
};

const KINDS: Readonly<Record<string, FailureKind>> = { Timeout: 'timeout', SEGFAULT: 'crash' };

/** With --output-on-failure the program's own test framework has named what failed in it. */
function failedAt(
  lines: readonly LogLine[],
  at: number,
  [, no, testId = '', reason = '']: RegExpExecArray,
): readonly Finding[] {
  const resultAt = lines.findIndex(({ text }) => RESULT.exec(text)?.[1] === no);
  const outputEnd = resultAt === -1 ? -1 : endOf(lines, resultAt + 1, (text) => NEXT.test(text), 2_000);
  const output = resultAt === -1 ? [] : lines.slice(resultAt + 1, outputEnd);
  const isVerbose = lines.some(({ text }) => text.startsWith(`${no}: `) && TOLD.test(text));
  if (isVerbose || output.some(({ text }) => TOLD.test(text))) return [];
  const own = output.length > 0 ? output : printedBy(lines, no);
  const asserted = assertedIn(own);
  if (asserted !== undefined)
    return [{ kind: 'test', testId, ...asserted, ...spanOf(lines, at, resultAt, outputEnd) }];
  const why = resultAt === -1 ? '' : reasonAt(lines, resultAt, reason);
  const said = [why, textOf(own, 0, Math.min(own.length, 20)).replace(TIME_LEFT, '')].filter(
    (each) => each !== '',
  );
  const kind =
    KINDS[reason] ?? (/abort|exception|signal|ILLEGAL|BUS|NUMERICAL/i.test(reason) ? 'crash' : 'test');
  return [{ kind, testId, message: [reason, ...said].join('\n'), ...spanOf(lines, at, resultAt, outputEnd) }];
}

function spanOf(lines: readonly LogLine[], at: number, resultAt: number, end: number) {
  if (resultAt === -1) return { from: at, to: at + 1 };
  return { from: resultAt, to: Math.max(resultAt + 1, lastWritten(lines, resultAt + 1, end)) };
}

/** A program that only asserts has no framework to name a place: assert(3) does. */
function assertedIn(output: readonly LogLine[]): Pick<Finding, 'file' | 'line' | 'message'> | undefined {
  for (const { text } of output) {
    const { file, line, message } = ASSERT.exec(text)?.groups ?? {};
    if (message !== undefined) return { file, line: Number(line), message };
  }
  return undefined;
}

const SAID_BEHIND = /\*\*\*\w{1,40}\s{1,8}(\S.{0,1000}?)(?:\s{1,8}\d{1,9}\.\d\d sec)?$/;
/** What was expected ends with a line feed of its own. */
const TIME_LEFT = /^\]\s{1,8}\d{1,9}\.\d\d sec(?:\n|$)/;
const NOT_RUN = /^Unable to find executable: .{1,1000}$/;

/** What ctest adds to its word: behind it, or before it where there was nothing to run. */
function reasonAt(lines: readonly LogLine[], at: number, reason: string): string {
  if (reason === 'Not Run') return NOT_RUN.exec(textAt(lines, at - 1))?.[0] ?? '';
  const said = SAID_BEHIND.exec(textAt(lines, at))?.[1] ?? '';
  return /^[A-Z]/.test(said) ? said : '';
}

/** With -V its lines bear its number, and those of ctest itself as well. */
const printedBy = (lines: readonly LogLine[], no = ''): readonly LogLine[] =>
  lines.flatMap((line) =>
    line.text.startsWith(`${no}: `) && !OF_CTEST.test(line.text)
      ? [{ ...line, text: line.text.slice(no.length + 2) }]
      : [],
  );

const OF_CTEST = /^\d{1,6}: (?:Test command:|Working Directory:|Test timeout computed|Environment variables)/;

const NO_RULE =
  /^(?:\S{0,100}make(?:\[\d{1,3}\])?(?:\.exe)?: \*\*\* )(?<message>No rule to make target .{1,1000}|No targets.{0,200})$/;
const SYNTAX =
  /^(?<file>[^\s:][^:]{0,300}):(?<line>\d{1,7}): \*\*\* (?<message>.{1,1000}?)(?: {1,2}Stop\.)?$/;

export const make: Grammar = {
  tool: 'make',
  marks: ['*** No rule', '*** No targets', ': *** '],
  read(lines) {
    return {
      findings: [
        ...problemsIn(lines, 'build', NO_RULE),
        ...problemsIn(
          lines,
          'build',
          SYNTAX,
          ({ file }) => !/make/.test(file ?? '') || /\.mk$|[Mm]akefile/.test(file ?? ''),
        ),
      ],
    };
  },
};
