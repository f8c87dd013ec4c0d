// GitHub's problem matchers, as repositories have them for their own tools -> grammars. Patterns run in linear time, whatever they are.
import { RE2JS, RE2JSException } from 're2js';
import type { FailureKind } from '../failure-signal.ts';
import type { Finding, Grammar } from '../grammar.ts';
import type { LogLine } from '../log-lines.ts';
import { field, isRecord, type Json, listOf } from '../reports/json.ts';

export type Matchers = { readonly grammars: Grammar[]; readonly problems: string[] };

const GROUPS = ['file', 'fromPath', 'line', 'column', 'severity', 'code', 'message'] as const;
type Group = (typeof GROUPS)[number];
type Pattern = {
  readonly expression: RE2JS;
  readonly groups: Readonly<Partial<Record<Group, number>>>;
  readonly isLoop: boolean;
};
type Values = Partial<Record<Group, string>>;
type Matcher = { readonly owner: string; readonly severity: string; readonly patterns: readonly Pattern[] };

const MAX_PATTERNS = 20;
const MAX_PATTERN_CHARS = 2_000;

/** Every problem of the file at once; with any of them, no grammar. */
export function problemMatchers(text: string): Matchers {
  let parsed: Json;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { grammars: [], problems: ['it is no JSON'] };
  }
  const list = field(parsed, 'problemMatcher');
  if (!Array.isArray(list) || list.length === 0)
    return { grammars: [], problems: ['it has no list "problemMatcher"'] };
  const read = list.map((entry, at) => matcherOf(entry, at));
  const problems = read.flatMap((each) => each.problems);
  // As on GitHub, the one that was added last goes first.
  const matchers = read.flatMap(({ matcher }) => matcher ?? []).toReversed();
  return { grammars: problems.length > 0 ? [] : matchers.map(grammarOf), problems };
}

function matcherOf(entry: Json, at: number): { matcher?: Matcher; problems: string[] } {
  const owner = field(entry, 'owner');
  const name = typeof owner === 'string' && owner !== '' ? owner : `matcher ${at + 1}`;
  const patterns = listOf(field(entry, 'pattern'));
  const severity = field(entry, 'severity');
  if (!isRecord(entry) || patterns.length === 0 || patterns.length > MAX_PATTERNS)
    return { problems: [`${name} wants a list "pattern" of 1 to ${MAX_PATTERNS}`] };
  const read = patterns.map((pattern, index) => patternOf(pattern, `${name}, pattern ${index + 1}`));
  const problems = read.flatMap((each) => (typeof each === 'string' ? [each] : []));
  const good = read.flatMap((each) => (typeof each === 'string' ? [] : [each]));
  if (good.slice(0, -1).some(({ isLoop }) => isLoop))
    problems.push(`${name}: only the last pattern may have "loop"`);
  if (!good.some(({ groups }) => groups.message !== undefined))
    problems.push(`${name} has no group for the message`);
  if (problems.length > 0) return { problems };
  const level = typeof severity === 'string' ? severity.toLowerCase() : 'error';
  return { matcher: { owner: name, severity: level, patterns: good }, problems: [] };
}

function patternOf(pattern: Json, name: string): Pattern | string {
  const source = field(pattern, 'regexp');
  if (typeof source !== 'string' || source.length > MAX_PATTERN_CHARS)
    return `${name} wants a "regexp" of at most ${MAX_PATTERN_CHARS} characters`;
  try {
    const expression = RE2JS.compile(source);
    const groups = Object.fromEntries(
      GROUPS.flatMap((group) => {
        const at = field(pattern, group);
        return typeof at === 'number' && Number.isInteger(at) && at >= 0 ? [[group, at]] : [];
      }),
    );
    const tooFar = Object.values(groups).some((at) => at > expression.groupCount());
    if (tooFar) return `${name} names a group that its expression has not`;
    return { expression, groups, isLoop: field(pattern, 'loop') === true };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `${name}: ${error.message.slice(0, 200)} (looking ahead, looking behind and back references have no linear time)`;
  }
}

const grammarOf = (matcher: Matcher): Grammar => ({
  tool: matcher.owner,
  marks: [''],
  read: (lines) => ({ findings: findingsOf(matcher, lines) }),
});

function findingsOf(matcher: Matcher, lines: readonly LogLine[]): readonly Finding[] {
  const findings: Finding[] = [];
  const { patterns } = matcher;
  const last = patterns.at(-1) as Pattern;
  for (let at = 0; at + patterns.length <= lines.length; at += 1) {
    const heads = patterns.slice(0, -1).map((pattern, index) => valuesAt(pattern, lines, at + index));
    if (heads.includes(undefined)) continue;
    const shared: Values = Object.assign({}, ...heads);
    const first = at + patterns.length - 1;
    let end = first;
    for (let values = valuesAt(last, lines, end); values !== undefined; values = valuesAt(last, lines, end)) {
      const finding = findingOf(matcher, { ...shared, ...values }, end === first ? at : end, end + 1);
      if (finding !== undefined) findings.push(finding);
      end += 1;
      if (!last.isLoop) break;
    }
    if (end > first) at = end - 1;
  }
  return findings;
}

function valuesAt(
  { expression, groups }: Pattern,
  lines: readonly LogLine[],
  at: number,
): Values | undefined {
  const text = lines[at]?.text;
  if (text === undefined) return undefined;
  const match = expression.matcher(text);
  if (!match.find()) return undefined;
  const values: Values = {};
  for (const name of GROUPS) {
    const group = groups[name];
    const value = group === undefined ? null : match.group(group);
    if (value !== null && value !== undefined && value !== '') values[name] = value;
  }
  return values;
}

/** Warnings and notices are told by the tool and fail nothing. */
function findingOf(
  { owner, severity }: Matcher,
  values: Values,
  from: number,
  to: number,
): Finding | undefined {
  const level = (values.severity ?? severity).toLowerCase();
  if (/^(?:warning|warn|notice|info|note)/.test(level) || values.message === undefined) return undefined;
  const number = (text: string | undefined) =>
    text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  return {
    kind: kindOf(owner),
    file: values.file,
    line: number(values.line),
    column: number(values.column),
    code: values.code,
    message: values.message,
    from,
    to,
  };
}

const kindOf = (owner: string): FailureKind =>
  /tsc|mypy|type/i.test(owner)
    ? 'typecheck'
    : /gcc|clang|javac|compil|build|rustc/i.test(owner)
      ? 'compile'
      : /test|spec/i.test(owner)
        ? 'test'
        : 'lint';
