// jest: `FAIL file`, then `  ● suite › name` and its error, in every reporter that prints failures.
import { endOf, type Finding, type Grammar, type Reading, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { type Frame, isFrame } from '../stack.ts';
import { ownPlaces, placeOfTest } from './frames.ts';
import { kindOfLoading } from './loading.ts';

const FILE = /^(?: ?FAIL {1,4}|(?:::group::)?Errors thrown in )(\S.{0,1000})$/;
const DETAILS = / \(\d{1,9}(?:\.\d{1,9})? m?s(?:, [^()]{1,60})?\)$/;
const PASS = /^ ?PASS {1,4}\S/;
const TITLE = /^ {2}● (\S.{0,2000})$/;
const NO_FAILURE = /^(?:Console|Obsolete snapshot|.{0,100}\bsnapshots? obsolete)/;
const END =
  /^(?: ?FAIL {1,4}\S| ?PASS {1,4}\S|Test Suites: |Summary of all failing tests|Ran all test suites|Snapshot Summary|(?:::group::)?Errors thrown in |::endgroup| › \d| LOGGING RETRY)/;
const REPEAT = 'Summary of all failing tests';
const SUITES = /^Test Suites: /;
const SUITE_FAILED = 'Test suite failed to run';
const CODE_FRAME = /^\s{2,14}(?:> )?\s{0,10}\d{0,7} \|/;
const UNPARSED =
  /^\s{4,8}(?:\w{0,40}Error: )?(\/[^\s:]{1,1000}|[A-Za-z]:[^\s:]{1,1000}):(?:(\d{1,7})$|.{1,1000}\((\d{1,7}):(\d{1,7})\)$)/;
const DETAILS_BELOW = /^ {4}Details:$/;
/** What ts-jest says is the compiler's own line; its grammar reads it. */
const TYPE_ERROR = /^ {4}\S.{0,1000} - error TS\d{1,6}: /;
const CONFIG = /^● (Validation Error|Multiple config(?:uration)?s found):?/;
const COVERAGE = /^Jest: (?:Coverage for .{1,200}|".{1,300}" coverage threshold for .{1,200})$/;
const NO_TESTS = /^No tests found, exiting with code 1/;

export const jest: Grammar = {
  tool: 'jest',
  marks: ['  ● ', '● Validation Error', '● Multiple config', 'Jest: ', 'No tests found, exiting'],
  read(lines) {
    const findings: Finding[] = [];
    let file: string | undefined;
    let repeating = false;
    lines.forEach(({ text }, at) => {
      // The summary of a long run prints every failure a second time.
      if (text === REPEAT) repeating = true;
      if (SUITES.test(text)) repeating = false;
      if (repeating) return;
      file = PASS.test(text) ? undefined : (fileOf(text) ?? file);
      const title = TITLE.exec(text)?.[1];
      if (file === undefined || title === undefined) findings.push(...others(lines, at));
      else if (!NO_FAILURE.test(title)) findings.push(...findingAt(lines, at, file, title));
    });
    return { findings, ended: endedAs(lines) };
  },
};

/** A project's name may stand before the file; of the two, the file is the last word. */
function fileOf(text: string): string | undefined {
  const told = FILE.exec(text)?.[1]?.replace(DETAILS, '');
  return told?.split(/\s+(?=\S{1,1000}$)/).at(-1);
}

function findingAt(lines: readonly LogLine[], at: number, file: string, title: string): readonly Finding[] {
  const to = endOf(lines, at + 1, (text) => TITLE.test(text) || END.test(text));
  const isSuite = title === SUITE_FAILED;
  if (isSuite && lines.slice(at, to).some(({ text }) => TYPE_ERROR.test(text))) return [];
  const details = isSuite ? endOf(lines, at + 1, (text, no) => no >= to || DETAILS_BELOW.test(text)) : to;
  const body = details < to ? details + 1 : at + 1;
  const messageEnd = endOf(
    lines,
    body,
    (text, no) => no >= to || (no > body && (isFrame(text) || CODE_FRAME.test(text))),
  );
  const told = textOf(lines, body, messageEnd);
  // The transformed source stands above the error that it could not be read with.
  const message = isSuite ? told.slice(Math.max(0, told.search(/^SyntaxError: /m))) : told;
  const place = placeIn(lines, at + 1, to, file, isSuite);
  const names = title.split(' › ');
  return [
    {
      kind: isSuite ? kindOfLoading(message) : 'test',
      testId: isSuite ? undefined : title,
      suite: isSuite || names.length === 1 ? undefined : names.slice(0, -1).join(' › '),
      ...(place ?? { file }),
      message,
      from: at,
      to: lastOwn(lines, at, to),
    },
  ];
}

function placeIn(
  lines: readonly LogLine[],
  from: number,
  to: number,
  file: string,
  isSuite: boolean,
): Partial<Frame> | undefined {
  const frames = ownPlaces(lines, from, to);
  const own = placeOfTest(frames, file);
  if (own !== undefined) return { ...own, file };
  if (!isSuite) return undefined;
  const unparsed = lines.slice(from, to).flatMap(({ text }) => {
    const [, broken, alone, line, column] = UNPARSED.exec(text) ?? [];
    if (broken === undefined || broken.includes('node_modules')) return [];
    return [{ file: broken, line: Number(alone ?? line), ...(column && { column: Number(column) }) }];
  });
  return unparsed[0] ?? frames[0];
}

/** Without blank lines at its end and the frames of packages that follow the last of the repository's own. */
function lastOwn(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (
    end > from + 1 &&
    /^\s{0,200}$|^\s{1,40}at .{0,500}(?:node_modules|node:|<anonymous>\))/.test(textAt(lines, end - 1))
  )
    end -= 1;
  return end;
}

function others(lines: readonly LogLine[], at: number): readonly Finding[] {
  const text = textAt(lines, at);
  if (CONFIG.test(text)) {
    const to = endOf(
      lines,
      at + 1,
      (each) => /^\s{0,20}(?:Configuration )?Documentation:|^\S/.test(each),
      40,
    );
    return [{ kind: 'config', message: textOf(lines, at, to).replace(/^● /, ''), from: at, to }];
  }
  if (COVERAGE.test(text)) return [{ kind: 'gate', message: text, from: at, to: at + 1 }];
  return NO_TESTS.test(text) ? [{ kind: 'config', message: text, from: at, to: at + 1 }] : [];
}

function endedAs(lines: readonly LogLine[]): Reading['ended'] {
  const said = lines.findLast(({ text }) => SUITES.test(text))?.text;
  if (said === undefined) return undefined;
  return / failed[ ,]/.test(`${said} `) ? 'failed' : 'passed';
}
