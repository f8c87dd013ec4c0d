// uv: `error: what` with causes below, or a title behind × with reasons behind ╰─▶. The words of a build stand in the last of them.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { reasonIn } from './pip-boxes.ts';
import { causeIn } from './sayings.ts';

const TITLE = /^(?: {2}× |error: )(\S.{0,2000})$/;
const KINDS: readonly (readonly [FailureKind, RegExp])[] = [
  ['dependency', /^No solution found when resolving /],
  ['dependency', /^(?:The lockfile at `.{1,300}` needs to be updated|Unable to find lockfile at )/],
  [
    'build',
    /^(?:Failed to (?:build|prepare distributions|download and build|generate package metadata)|The build backend returned an error|Failed to run `)/,
  ],
  ['dependency', /^(?:Failed to (?:fetch|download)|Request failed after |Hash mismatch for )/],
  ['config', /^Failed to parse(?:: | `| lockfile| metadata)/],
  [
    'config',
    /^(?:Failed to spawn: |File not found: |No `pyproject\.toml` found|No virtual environment found|Distribution not found at)/,
  ],
  [
    'config',
    /^(?:The requested (?:interpreter|Python interpreter) |No interpreter found |Could not find (?:a suitable )?Python|Python \S{1,40} (?:is required|not found))/,
  ],
  [
    'config',
    /^(?:The interpreter at .{1,300} is externally managed|unexpected argument |Workspace member |Extra `|Group `|`.{1,200}` is not defined)/,
  ],
  ['permission', /^Failed to (?:create|write|remove|persist)/],
];
const GOES_ON =
  /^(?: {2}(?:cause: |Caused by: )| {2}[├╰│]| {6,}\S|\s{0,4}$|--- std|Expected:|Computed:|Traceback | {2,}\S|\w{1,100}Error: |---$)/;
const LOCK_ALONE = /^The lockfile at `.{1,300}` needs to be updated, but `--\w{1,20}` was provided\./;
const HINT = /^\s{0,6}(?:help|hint): /;
const MAX_LINES = 400;

export const uv: Grammar = {
  tool: 'uv',
  marks: [
    ...[
      'No solution found when resolving',
      'The lockfile at `',
      'Unable to find lockfile',
      'Failed to build',
      'Failed to fetch',
    ],
    ...[
      'Failed to download',
      'Request failed after',
      'Failed to spawn',
      'Failed to prepare distributions',
      'Failed to parse',
    ],
    ...[
      'The build backend returned',
      'The requested ',
      'No interpreter found',
      'No virtual environment found',
      'File not found: ',
    ],
    ...['externally managed', 'Hash mismatch for'],
  ],
  read(lines) {
    let until = 0;
    const findings = lines.flatMap((_, at): Finding[] => {
      const finding = at < until ? undefined : findingAt(lines, at);
      if (finding === undefined) return [];
      until = finding.to;
      return [finding];
    });
    return { findings };
  },
};

function findingAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const text = textAt(lines, at);
  if (LOCK_ALONE.test(text)) return { kind: 'dependency', message: text, from: at, to: at + 1 };
  const title = TITLE.exec(text)?.[1];
  const found = title === undefined ? undefined : KINDS.find(([, pattern]) => pattern.test(title));
  if (title === undefined || found === undefined) return undefined;
  const to = blockEnd(lines, at);
  const said = wordsOf(lines, at, to);
  const isBuild = found[0] === 'build' && /stderr|exit(?: status| code)?:|failed \(exit/.test(said);
  if (isBuild) return builtAt(lines, at, to, title);
  const kind = /Hash mismatch/.test(said) ? 'dependency' : causeIn(said, found[0]);
  return { kind, ...placeIn(lines, at, to), message: said, from: at, to };
}

/** Only a parser of settings has a place of its own. */
function placeIn(lines: readonly LogLine[], from: number, to: number): Pick<Finding, 'file' | 'line'> {
  const said = textOf(lines, from, to);
  const file = /Failed to parse: `?([^`\s]{1,300}\.toml)/.exec(said)?.[1];
  const line = /TOML parse error at line (\d{1,7})/.exec(said)?.[1];
  return file === undefined ? {} : { file, line: line === undefined ? undefined : Number(line) };
}

function blockEnd(lines: readonly LogLine[], at: number): number {
  const isOver = (text: string, line: number) =>
    !GOES_ON.test(text) || HINT.test(text) || TITLE.test(text) || lines[line]?.mark === 'error';
  let to = endOf(lines, at + 1, isOver, MAX_LINES);
  while (to > at + 1 && textAt(lines, to - 1).trim() === '') to -= 1;
  return to;
}

/** In one line, without the arrows: where it breaks depends on the terminal's width. */
function wordsOf(lines: readonly LogLine[], from: number, to: number): string {
  return lines
    .slice(from, Math.min(to, from + 30))
    .map(({ text }) => text.replace(/^(?: {2}× |error: )/, '').trim())
    .filter((text) => text !== '')
    .map((text) => text.replace(/^(?:[├╰]─▶|cause:|Caused by:) /, '\n'))
    .join(' ')
    .replace(/ \n/g, '\n');
}

function builtAt(lines: readonly LogLine[], from: number, to: number, title: string): Finding {
  const { said, file, line } = reasonIn(lines, from + 1, to);
  return { kind: causeIn(said, 'build'), file, line, message: `${title}\n${said}`, from, to };
}
