// Checkers that no grammar knows: places with messages, in the forms that most tools share. A guess, and only for lines that also tell a column, a level or a code of a rule.
import type { FailureKind } from '../../failure-signal.ts';
import { isForeignFile } from '../../foreign.ts';
import type { Finding } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct } from '../problem-lines.ts';

const FILE = String.raw`(?<file>(?:[A-Za-z]:[\\/])?[^\s:()"'=,;|<>][^\s:()"'=,;|<>]{0,400}\.[A-Za-z]\w{0,14}|(?:\S{0,300}\/)?(?:Dockerfile|Makefile|Jenkinsfile|Gemfile|Rakefile|Vagrantfile))`;
const REST = String.raw`(?<rest>\S.{0,2000})$`;
const LINES: readonly RegExp[] = [
  new RegExp(
    String.raw`^\s{0,4}${FILE}:(?<line>\d{1,7})(?::(?<column>\d{1,7})(?:-\d{1,7})?)?(?::| -| )\s{0,4}${REST}`,
  ),
  new RegExp(
    String.raw`^\s{0,4}${FILE}: ?[Ll]ine (?<line>\d{1,7})(?:(?:,|:)? ?col(?:umn)?\.? ?(?<column>\d{1,7}))?[,:]? {0,2}(?:- )?${REST}`,
  ),
  new RegExp(
    String.raw`^\s{0,4}${FILE}\((?<line>\d{1,7})(?:[,:] ?(?<column>\d{1,7}))?\) ?(?::|-)?\s{0,4}${REST}`,
  ),
];
/** A file by itself, and its problems below with their numbers. */
const HEADER = new RegExp(`^(?:File: |FILE: |in |--> )?${FILE}:?$`);
const ROW = /^\s{1,12}(?:line )?(?<line>\d{1,7})(?::(?<column>\d{1,7}))?:?\s{1,20}(?<rest>\S.{0,2000})$/;

const LEVEL =
  /^[[(]?(?<level>error|err|fatal|critical|failure|warning|warn|info|information|notice|note|hint|style|debug|suggestion|refactor|convention)\b[\])]?\s{0,4}[:|-]?\s{0,10}/i;
/** A rule's name of several words, or of one that stands in a column of its own. */
const CODE_BEFORE =
  /^\[?(?<code>[A-Z]{1,10}-?\d{1,6}(?=\W)|[a-z@][\w@/.-]{1,60}[-/][\w/.-]{1,60}(?=\W)|[a-z][\w-]{2,60}(?= {2}))\]?(?:: |:? {1,100}| - )(?=\S)/;
const CODE_BEHIND = /^(?<said>.{1,1900}?)\.?\s{1,200}[[(](?:[Ee]rror\/)?(?<code>[\w@/.:-]{2,80})[\])]$/;
const CODE_COLUMN = /^(?<said>.{1,1900}?)\s{2,200}(?<code>@?[a-z][\w@/.-]{2,80})$/;
const MILD = /^(?:info|information|notice|note|hint|debug|suggestion)/i;
const WARNING = /^(?:warn|style|refactor|convention)/i;
const UNPARSED = /\b(?:syntax error|parse error|parsing error|unexpected (?:token|end)|unterminated)\b/i;
const FRAME = /^(?:in |at )\S/;
const LOG_FILE = /\.(?:log|txt|out)$/i;
/** A count at the end: the tool says itself that it failed. */
const COUNTED =
  /^\W{0,8}(?:(?:found|total errors found:?) )?[1-9]\d{0,6} (?:errors?|error\(s\))(?:[ ,.]|$)|^Total errors found: [1-9]/i;
const MAX_PROBLEMS = 500;

/**
 * Where a tool is known to have failed, warnings count too, if they are all that it says. Where nobody says so, only
 * rules with a code, and errors with a column, are taken for one.
 */
export function placedProblems(lines: readonly LogLine[], isSaidToFail: boolean): readonly Finding[] {
  const isKnownToFail = isSaidToFail || lines.some(({ text }) => COUNTED.test(text));
  let header: string | undefined;
  const found = lines.flatMap((line, at): Finding[] => {
    header = /^\s/.test(line.text) ? header : HEADER.exec(line.text)?.groups?.file;
    const problem = problemAt(line, at, header);
    if (problem === undefined || !(isKnownToFail || problem.isSaid)) return [];
    return [problem.finding];
  });
  const hard = found.filter(({ severity }) => severity === 'error');
  return distinct(hard.length > 0 || !isKnownToFail ? hard : found).slice(0, MAX_PROBLEMS);
}

type Problem = { readonly finding: Finding; readonly isSaid: boolean };

function problemAt({ text }: LogLine, at: number, header: string | undefined): Problem | undefined {
  if (text.length > 2_500) return undefined;
  const whole = LINES.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined);
  const row = header === undefined ? undefined : ROW.exec(text)?.groups;
  const { file = header, line, column, rest = '' } = whole ?? row ?? {};
  if (file === undefined || line === undefined || FRAME.test(rest)) return undefined;
  if (isForeignFile(file) || LOG_FILE.test(file)) return undefined;
  const { level, code, message } = saidIn(rest);
  const isTold = level !== undefined || code !== undefined || (column !== undefined && whole !== undefined);
  if (!isTold || !/[A-Za-z]{2}/.test(message) || (level !== undefined && MILD.test(level))) return undefined;
  const finding: Finding = {
    kind: kindOf(message),
    file: file.replace(/^\.[\\/]/, ''),
    line: Number(line),
    column: column === undefined ? undefined : Number(column),
    code,
    severity: level !== undefined && WARNING.test(level) ? 'warning' : 'error',
    message,
    from: at,
    to: at + 1,
  };
  // A program under test logs errors too, with its file and line, but with no column and no rule.
  return { finding, isSaid: code !== undefined || (level !== undefined && column !== undefined) };
}

const kindOf = (message: string): FailureKind => (UNPARSED.test(message) ? 'compile' : 'lint');

function saidIn(rest: string): {
  readonly level: string | undefined;
  readonly code: string | undefined;
  readonly message: string;
} {
  const level = LEVEL.exec(rest);
  const said = rest.slice(level?.[0].length ?? 0);
  const before = CODE_BEFORE.exec(said);
  if (before !== null)
    return {
      level: level?.groups?.level,
      code: before.groups?.code,
      message: said.slice(before[0].length).trim(),
    };
  const behind = (CODE_BEHIND.exec(said) ?? (level === null ? null : CODE_COLUMN.exec(said)))?.groups;
  return {
    level: level?.groups?.level,
    code: behind?.code,
    message: (behind?.said ?? said).trim(),
  };
}
