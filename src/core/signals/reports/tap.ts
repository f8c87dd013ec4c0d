// TAP 13 and 14 with subtests: `not ok` with its YAML. A parent that failed only by its subtests is left out.
import type { LogLine } from '../log-lines.ts';
import { placeIn } from './places.ts';
import { MAX_PASSED, messageOf, type PassedTest, type Report, type ReportFinding } from './report.ts';

const POINT = /^( {0,200})(not )?ok\b(?: {1,4}(\d{1,9}))?(?: {1,4}(?:- )?(.{0,2000}))?$/;
const DIRECTIVE = /(?:^| )# {0,4}(TODO|SKIP)\b/i;
const PLAN = /^1\.\.(\d{1,9})\b/;
const BAIL = /^ {0,200}Bail out!(.{0,500})$/;
const MAX_YAML_LINES = 400;

/** Counted line by line: a file of any length is held against its plan, whatever is kept of it. */
export class TapSums {
  plan: number | undefined;
  points = 0;
  passed = 0;
  skipped = 0;

  add(text: string): void {
    const plan = PLAN.exec(text)?.[1];
    if (plan !== undefined) this.plan = Number(plan);
    const point = POINT.exec(text);
    if (point === null) return;
    if (point[1] === '') this.points += 1;
    if (DIRECTIVE.test(point[4] ?? '')) this.skipped += 1;
    else if (point[2] === undefined) this.passed += 1;
  }

  /** Without a plan nobody can tell a whole run from one that was cut off. */
  get problem(): string | undefined {
    if (this.plan === undefined) return 'it has no plan: it may end in the middle';
    return this.points < this.plan ? `it ends after ${this.points} of ${this.plan} tests` : undefined;
  }
}

/** Lines of a file, colours and times taken off; `sums` of all its lines, where these are not all. */
export function tap(lines: readonly LogLine[], sums = sumsOf(lines)): Omit<Report, 'format'> {
  const findings: ReportFinding[] = [];
  const passed: PassedTest[] = [];
  /** Depths at which a test failed since the last point further out. */
  let failedInside = -1;
  const tool = lines.some(({ text }) => /^ {0,200}duration_ms: /.test(text))
    ? 'node:test'
    : lines.some(({ text }) => /^# {1,4}\(in test file /.test(text))
      ? 'bats'
      : 'tap';
  lines.forEach(({ text }, at) => {
    const bail = BAIL.exec(text);
    if (bail !== null) findings.push(bailedOut(lines, at, tool, bail[1] ?? ''));
    const point = POINT.exec(text);
    if (point === null) return;
    const depth = (point[1] ?? '').length;
    const name = (point[4] ?? '').trim();
    const isFailed = point[2] !== undefined && !DIRECTIVE.test(name);
    if (!isFailed) {
      if (passed.length < MAX_PASSED && !DIRECTIVE.test(name))
        passed.push({ testId: withoutDirective(name) });
      if (depth < failedInside) failedInside = -1;
      return;
    }
    const isParent = failedInside > depth;
    if (!isParent)
      findings.push(findingAt(lines, at, depth, withoutDirective(name) || `test ${point[3] ?? ''}`, tool));
    failedInside = depth;
  });
  const { problem } = sums;
  return {
    findings,
    passed,
    counts: { passed: sums.passed, failed: findings.length, skipped: sums.skipped, flaky: 0 },
    notes: [],
    ...(problem === undefined ? {} : { problem }),
  };
}

function sumsOf(lines: readonly LogLine[]): TapSums {
  const sums = new TapSums();
  for (const { text } of lines) sums.add(text);
  return sums;
}

const numberIn = (pattern: RegExp, text: string): number | undefined => {
  const found = pattern.exec(text);
  return found === null ? undefined : Number(found[1]);
};

const withoutDirective = (name: string): string =>
  name
    .replace(/ # time=.{0,40}$/, '')
    .replaceAll('\\#', '#')
    .trim();

function bailedOut(lines: readonly LogLine[], at: number, tool: string, why: string): ReportFinding {
  const no = lines[at]?.no ?? 0;
  return {
    kind: 'crash',
    tool,
    message: `Bail out!${why}`,
    text: `Bail out!${why}`,
    fromLine: no,
    toLine: no,
  };
}

function findingAt(
  lines: readonly LogLine[],
  at: number,
  depth: number,
  name: string,
  tool: string,
): ReportFinding {
  const end = endOfDetails(lines, at, depth);
  const body = lines.slice(at + 1, end).map(({ text }) => text.slice(depth));
  const own = body.filter((line) => !/^ {0,8}(?:---|\.\.\.)$/.test(line));
  const place = placeIn(own.join('\n'));
  const said = yamlValue(own, 'error') ?? yamlValue(own, 'message');
  return {
    kind: 'test',
    tool,
    testId: name,
    file: place?.file ?? yamlValue(own, 'file'),
    line: place?.line ?? numberIn(/^\s{0,200}line: ['"]?(\d{1,7})/m, own.join('\n')),
    message:
      messageOf(said, said ?? own.map((line) => line.replace(/^ {0,8}#? ?/, '')).join('\n')) || 'not ok',
    text: own.join('\n'),
    fromLine: lines[at]?.no ?? 0,
    toLine: lines[Math.max(at, end - 1)]?.no ?? 0,
  };
}

/** Its YAML block, or the comments that follow it. */
function endOfDetails(lines: readonly LogLine[], at: number, depth: number): number {
  const margin = ' '.repeat(depth + 2);
  const last = Math.min(lines.length, at + MAX_YAML_LINES);
  const hasYaml = lines[at + 1]?.text === `${margin}---`;
  for (let end = at + 1; end < last; end += 1) {
    const text = lines[end]?.text ?? '';
    if (hasYaml && text === `${margin}...`) return end + 1;
    if (!hasYaml && !/^ {0,200}#(?! Subtest)/.test(text)) return end;
  }
  return last;
}

/** A value of the YAML block: on its line, in quotes, or below it with `|-`. */
function yamlValue(lines: readonly string[], key: string): string | undefined {
  const at = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  const line = lines[at];
  if (line === undefined) return undefined;
  const value = line.slice(line.indexOf(':') + 1).trim();
  if (!/^[|>][-+]?$/.test(value)) return value.replace(/^(['"])(.*)\1$/s, '$2');
  const indent = line.length - line.trimStart().length;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((each) => each.trim() !== '' && each.length - each.trimStart().length <= indent);
  return rest
    .slice(0, end === -1 ? rest.length : end)
    .map((each) => each.trim())
    .join('\n');
}
