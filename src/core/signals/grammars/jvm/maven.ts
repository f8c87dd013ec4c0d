// Maven itself: compiler errors, dependencies that could not be had, models it cannot read, goals that failed and say why.
import type { FailureKind } from '../../failure-signal.ts';
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf, problemsIn } from '../problem-lines.ts';

const COMPILE =
  /^\[ERROR\] (?:file:\/\/)?(?<file>(?:[A-Za-z]:|\/)[^:[]{1,500}\.(?:java|kts?|groovy|scala)):? ?[[(](?<line>\d{1,7})(?:, ?(?<column>\d{1,7}))?[\])]:? (?:error: )?(?!\(\w{1,40}\) )(?<message>.{1,4000})$/;
const SCALA = /^\[ERROR\] (?<file>\/[^:]{1,500}\.scala):(?<line>\d{1,7}): (?:error: )?(?<message>.{1,4000})$/;
const DETAIL = /^(?:\[ERROR\])? {1,6}(symbol|location|required|found|reason):? {1,4}(\S.{0,1000})$/;
const WARNING =
  /^\[WARNING\] (?<file>(?:[A-Za-z]:|\/)[^:[]{1,500}\.java):\[(?<line>\d{1,7}),(?<column>\d{1,7})\] (?<message>.{1,4000})$/;
const GOAL =
  /^\[ERROR\] Failed to execute goal (?:(\S{1,300}) )?(?:\([\w. -]{1,100}\) )?on project (\S{1,200}): (.{1,4000})$/;
const POM =
  /^\[(?:ERROR|FATAL)\] {1,5}(?!The build could not)(.{1,1500}?) @(?: (.{1,500}?))?(?:, | )line (\d{1,7}), column (\d{1,7})$/;
const MODEL =
  /^\[(?:ERROR|FATAL)\] {1,5}(Non-resolvable (?:parent|import) POM.{1,3000}|Plugin \S{1,300} or one of its dependencies could not be resolved.{0,3000}|Unresolveable build extension.{0,3000}|No plugin found for prefix.{0,1000}|Unknown lifecycle phase.{0,500}|.{0,5}Child module .{1,500} does not exist.{0,500}|The goal you specified requires a project.{0,500}|Malformed POM .{1,1000})$/;
const RULE = /^\[ERROR\] Rule (\d{1,3}): (\S{1,300}) failed(?: with message:)?(.{0,2000})$/;
const GATE =
  /^\[(?:WARNING|ERROR)\] Rule violated for (.{1,1000}: .{1,300} is .{1,50}, but expected \w{1,20} is .{1,50})$/;

export const maven: Grammar = {
  tool: 'maven',
  marks: ['[ERROR] ', '[FATAL] '],
  read(lines) {
    const compile = distinct(lines.flatMap(({ text }, at) => compileAt(lines, text, at)));
    const strict = lines.some(({ text }) => text.includes('warnings found and -Werror specified'))
      ? problemsIn(lines, 'compile', WARNING).map((each) => ({ ...each, severity: 'warning' as const }))
      : [];
    const models = distinct(lines.flatMap(({ text }, at) => modelAt(lines, text, at)));
    const explained = [...compile, ...strict, ...models];
    const goals = distinct(lines.flatMap(({ text }, at) => goalAt(lines, text, at, explained.length > 0)));
    return { findings: [...explained, ...goals], ended: endedIn(lines) };
  },
};

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const end = lines.findLast(({ text }) => /^\[INFO\] BUILD (?:SUCCESS|FAILURE)$/.test(text));
  if (end === undefined) return undefined;
  return end.text.endsWith('SUCCESS') ? 'passed' : 'failed';
}

/** javac's own further lines (symbol, location) tell two errors of one place apart. */
function compileAt(lines: readonly LogLine[], text: string, at: number): readonly Finding[] {
  const found = COMPILE.exec(text) ?? SCALA.exec(text);
  if (found === null) return [];
  const details: string[] = [];
  let to = at + 1;
  for (
    let detail = DETAIL.exec(textAt(lines, to));
    detail !== null;
    detail = DETAIL.exec(textAt(lines, to))
  ) {
    details.push(`${detail[1]}: ${detail[2]}`);
    to += 1;
  }
  const finding = problemOf('compile', found.groups, at, to);
  return [{ ...finding, message: [finding.message, ...details].join('\n') }];
}

function modelAt(lines: readonly LogLine[], text: string, at: number): readonly Finding[] {
  const pom = POM.exec(text);
  if (pom !== null) {
    const [, message = '', file = '', line, column] = pom;
    const kind = /Non-resolvable/.test(message) ? reasonOf(message) : 'config';
    const named = /\((\/[^()]{1,500}pom\.xml)\)/.exec(textAt(lines, at - 1))?.[1];
    return [
      {
        kind,
        file: pathIn(file) ?? named,
        line: Number(line),
        column: Number(column),
        message,
        from: at,
        to: at + 1,
      },
    ];
  }
  const gate = GATE.exec(text);
  if (gate !== null) return [{ kind: 'gate', tool: 'jacoco', message: gate[1] ?? '', from: at, to: at + 1 }];
  const rule = RULE.exec(text);
  if (rule !== null) {
    const message = (rule[3] ?? '').trim() || textAt(lines, at + 1).replace(/^\[ERROR\] ?/, '');
    return [
      { kind: 'build', tool: 'enforcer', code: rule[2]?.split('.').at(-1), message, from: at, to: at + 2 },
    ];
  }
  const model = MODEL.exec(text)?.[1];
  return model === undefined ? [] : [{ kind: reasonOf(model), message: model, from: at, to: at + 1 }];
}

const pathIn = (text: string): string | undefined => /\/\S{1,500}pom\.xml/.exec(text)?.[0];

function reasonOf(message: string): FailureKind {
  if (/status code: (?:401|403)|status: (?:401|403)|Not authorized|Unauthorized|Forbidden/.test(message))
    return 'permission';
  if (
    /Could not transfer artifact|Connect(?:ion)? (?:to .{1,200} )?(?:timed out|refused|reset)|UnknownHost|Unknown host|status code: (?:429|5\d\d)|Temporary failure in name resolution|PKIX path/.test(
      message,
    )
  )
    return 'network';
  if (
    /[Cc]ould not (?:resolve|find)|cannot be resolved|could not be resolved|Non-resolvable|was not found in|Failure to find|No plugin found/.test(
      message,
    )
  )
    return 'dependency';
  return 'config';
}

/** Goals whose findings other grammars read: only without them does the sentence itself count. */
const SPOKEN =
  /:(?:maven-surefire|maven-failsafe|maven-checkstyle|spotless-maven|maven-pmd|spotbugs-maven|ktlint-maven|detekt-maven|scalatest-maven|maven-compiler|kotlin-maven|scala-maven|jacoco-maven|maven-enforcer)-?plugin/;

function goalAt(
  lines: readonly LogLine[],
  text: string,
  at: number,
  isExplained: boolean,
): readonly Finding[] {
  const goal = GOAL.exec(text);
  if (goal === null) return [];
  const [, name = ''] = goal;
  const message = (goal[3] ?? '').replace(/ ?-> \[Help \d{1,2}\]$/, '');
  const base = { message, from: at, to: at + 1 };
  if (/forked VM terminated|The forked VM|Crashed tests|ExecutionException/.test(message))
    return [{ kind: 'crash', ...base }];
  if (/There was a timeout/.test(message)) return [{ kind: 'timeout', ...base }];
  if (/resolve dependencies|could not be resolved|Could not (?:resolve|find|transfer)/.test(message))
    return [{ kind: reasonOf(message), ...base }];
  if (isExplained) return [];
  if (SPOKEN.test(`:${name}`) && lines.some(({ text: each }) => SAID.test(each))) return [];
  return [{ kind: 'build', ...base }];
}

const SAID =
  /<<< (?:FAILURE|ERROR)!|^\[(?:ERROR|WARN)\] .{1,500}\.\w{1,10}:\[?\d|format violations|^\[ERROR\] .{1,1000} At \S{1,200}:\[line|PMD Failure|^\[ERROR\] {2,4}\S{1,300}:\d|\*\*\* FAILED \*\*\*/;
