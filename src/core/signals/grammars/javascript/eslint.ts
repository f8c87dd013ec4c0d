// eslint, as stylish, compact and unix print it, and as next's build does. Warnings count where too many of them were the failure.
import { endOf, type Finding, type Grammar, type Reading, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';
import { ownPlaces } from './frames.ts';

/** stylish: a file's path on a line of its own, its problems indented below. */
const FILE = /^(?:[A-Za-z]:)?[^\s:][^:]{0,1000}\.\w{1,10}$/;
const STYLISH = /^\s{2,20}(\d{1,7}):(\d{1,7})\s{1,20}(error|warning)\s{1,20}(?=\S)/;
/** Others print as eslint does. */
const PROSE = /\.(?:md|txt|rst|re)$/;
/** yamllint prints the same columns, and its rule in brackets. */
const OF_YAMLLINT = /^(.{1,2000}?) {1,2}\(([a-z-]{3,40})\)$/;
const OF_NEXT = /^(\d{1,7}):(\d{1,7}) {1,4}(Error|Warning): (?=\S)/;
const COMPACT =
  /^(\S.{0,1000}?): line (\d{1,7}), col (\d{1,7}), (Error|Warning) - (.{1,3000}?)(?: \(([^()\s]{1,100})\))?$/;
const UNIX = /^(\S.{0,1000}?):(\d{1,7}):(\d{1,7}): (.{1,3000}?) \[(Error|Warning)(?:\/([^\]\s]{1,100}))?\]$/;
const VISUAL_STUDIO =
  /^(\S.{0,1000}?)\((\d{1,7}),(\d{1,7})\): (error|warning)(?: ((?:@?[a-z][\w-]{0,60}\/){0,2}[a-z][a-z-]{1,60}))? : (.{1,3000})$/;
const CODE_FRAME =
  /^(error|warning): (.{1,3000}?)(?: \(((?:@?[\w-]{1,60}\/){0,2}[\w-]{1,60})\))? at (\S.{0,1000}?):(\d{1,7}):(\d{1,7}):$/;
const TOO_MANY = /^ESLint found too many warnings \(maximum: \d{1,9}\)/;
const OOPS = 'Oops! Something went wrong! :(';
const SUMMARY = /^✖ \d{1,9} problems? \((\d{1,9}) errors?, \d{1,9} warnings?\)$/;

export const eslint: Grammar = {
  tool: 'eslint',
  marks: [
    '  error  ',
    '  Error: ',
    ', Error - ',
    '[Error',
    '): error ',
    'error: ',
    'ESLint found too many',
    'Oops! Something went wrong',
  ],
  read(lines) {
    const warns = lines.some(({ text }) => TOO_MANY.test(text));
    const found = [...problems(lines), ...oops(lines)];
    return {
      findings: found.filter(({ severity }) => severity !== 'warning' || warns),
      ended: endedAs(lines),
    };
  },
};

function problems(lines: readonly LogLine[]): readonly Finding[] {
  const findings: Finding[] = [];
  let file: string | undefined;
  lines.forEach(({ text }, at) => {
    const row = STYLISH.exec(text) ?? OF_NEXT.exec(text);
    if (row !== null && file !== undefined) findings.push(rowIn(text.slice(row[0].length), row, file, at));
    if (row !== null) return;
    if (FILE.test(text)) file = text;
    const whole = wholeLine(text, at);
    if (whole !== undefined) findings.push(whole);
  });
  return findings;
}

/** Message and rule are columns; only the rule is left out where the file could not be parsed. */
function rowIn(rest: string, [, line, column, severity]: RegExpExecArray, file: string, at: number): Finding {
  const yamllint = /\.ya?ml$/.test(file) ? OF_YAMLLINT.exec(rest) : null;
  if (yamllint !== null) {
    const [, message, code] = yamllint;
    return { ...problem({ file, line, column, severity, message, code }, at), tool: 'yamllint' };
  }
  const columns = rest.split(/\s{2,}/);
  const code = columns.length > 1 ? columns.pop() : undefined;
  const found = problem({ file, line, column, severity, message: columns.join(' '), code }, at);
  const tool =
    code?.startsWith('@secretlint/') === true ? 'secretlint' : PROSE.test(file) ? 'textlint' : undefined;
  return tool === undefined ? found : { ...found, tool };
}

function wholeLine(text: string, at: number): Finding | undefined {
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [, file, line, column, severity, message, code] = compact;
    return problem({ file, line, column, severity, message, code }, at);
  }
  const unix = UNIX.exec(text);
  if (unix !== null) {
    const [, file, line, column, message, severity, code] = unix;
    return problem({ file, line, column, severity, message, code }, at);
  }
  const visual = VISUAL_STUDIO.exec(text);
  if (visual !== null) {
    const [, file, line, column, severity, code, message] = visual;
    return problem({ file, line, column, severity, message, code }, at);
  }
  const framed = CODE_FRAME.exec(text);
  if (framed === null) return undefined;
  const [, severity, message, code, file, line, column] = framed;
  return problem({ file, line, column, severity, message, code }, at);
}

type Problem = Record<'file' | 'line' | 'column' | 'severity' | 'message' | 'code', string | undefined>;

const problem = ({ file, line, column, severity, message = '', code }: Problem, at: number): Finding => ({
  kind: 'lint',
  file,
  line: Number(line),
  column: Number(column),
  code,
  severity: severity?.toLowerCase() === 'warning' ? 'warning' : 'error',
  // Some formats take the full stop off, and it is the same problem in all of them.
  message: message.replace(/\.$/, ''),
  from: at,
  to: at + 1,
});

/** It broke before it looked at any file: its configuration, most often. */
function oops(lines: readonly LogLine[]): readonly Finding[] {
  return lines.flatMap(({ text }, at) => {
    if (text !== OOPS) return [];
    const start = endOf(lines, at + 1, (each) => each !== '' && !each.startsWith('ESLint: '), 10);
    const frames = endOf(lines, start, isFrame, 20);
    const to = endOf(lines, frames, (each) => !isFrame(each), 40);
    return [
      {
        kind: 'config',
        ...ownPlaces(lines, frames, to)[0],
        message: textOf(lines, start, frames),
        from: at,
        to: frames,
      },
    ];
  });
}

function endedAs(lines: readonly LogLine[]): Reading['ended'] {
  if (lines.some(({ text }) => TOO_MANY.test(text))) return 'failed';
  const errors = lines.flatMap(({ text }) => SUMMARY.exec(text)?.[1] ?? []);
  if (errors.length === 0) return undefined;
  return errors.every((count) => count === '0') ? 'passed' : 'failed';
}
