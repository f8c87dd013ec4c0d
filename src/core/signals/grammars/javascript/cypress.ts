// cypress around mocha's list: where its specs lie, how often it tried a test, and what keeps it from running any.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { frameOf, isFrame, isOwn } from '../stack.ts';

const RUNNING = /^ {2}Running: {1,4}(\S.{0,500}?) {2,100}\(\d{1,5} of \d{1,5}\)$/;
const SEARCHED = /^ {2}│ Searched: {1,8}(\S.{0,500}?) {0,200}│$/;
const TRIED = /^\s{2,60}\(Attempt (\d{1,3}) of \d{1,3}\) (\S.{0,2000})$/;

const SAYINGS: readonly (readonly [FailureKind, RegExp])[] = [
  ['config', /^Can't run because /],
  [
    'config',
    /^Your (?:configFile|supportFile|pluginsFile|specPattern|project)\b.{0,300}(?:invalid|missing|threw|does not|error)/,
  ],
  [
    'config',
    /^(?:Could not find a Cypress configuration file|The specified browser was not found|Browser: .{1,100} was not found on your system)/,
  ],
  ['config', /^Your system is missing the dependency: /],
  ['config', /^Cypress failed to verify that your server is running\.$/],
  ['dependency', /^(?:Error: )?The cypress npm package is installed, but the Cypress binary is missing\.$/],
  ['infra', /^(?:Error: )?Cypress (?:verification timed out|failed to start)\.$/],
  ['infra', /^The browser never connected\. Something is wrong\./],
  ['crash', /^We detected that the .{1,60} (?:process|tab) just crashed\.?/],
];
const MAX_LINES = 24;

export const cypress: Grammar = {
  tool: 'cypress',
  marks: [
    "Can't run because",
    'Your config',
    'Your support',
    'Cypress',
    'never connected',
    'just crashed',
    'missing the dependency',
  ],
  read(lines) {
    const specs = specsOf(lines);
    return { findings: lines.flatMap(({ text }, at) => sayingAt(lines, text, at, specs(at)) ?? []) };
  },
};

/** Which spec runs at a line: named from the folder that all of them share, which is where it searched. */
export function specsOf(lines: readonly LogLine[]): (at: number) => string | undefined {
  const starts: { readonly at: number; readonly spec: string }[] = [];
  let searched = '';
  lines.forEach(({ text }, at) => {
    searched = SEARCHED.exec(text)?.[1] ?? searched;
    const spec = RUNNING.exec(text)?.[1];
    if (spec !== undefined) starts.push({ at, spec: pathOf(spec, searched) });
  });
  return (at) => starts.findLast((start) => start.at <= at)?.spec;
}

function pathOf(spec: string, searched: string): string {
  const paths = searched.replaceAll('\\', '/');
  const wanted = paths.split(/,\s{0,4}/).find((path) => path.endsWith(`/${spec}`));
  if (wanted !== undefined) return wanted;
  const folder = /^((?:[^*{[\s]{1,200}\/)?)[^/]{0,200}[*{[]/.exec(paths)?.[1] ?? '';
  return `${folder}${spec}`;
}

/** How often each title was tried before its last try. */
export function triesIn(lines: readonly LogLine[]): ReadonlyMap<string, number> {
  const tries = new Map<string, number>();
  for (const { text } of lines) {
    const [, no, title] = TRIED.exec(text) ?? [];
    if (title !== undefined) tries.set(title, Number(no));
  }
  return tries;
}

/** Says it in a line, and in what follows where: a path behind an angle, or the frames of what was thrown. */
function sayingAt(
  lines: readonly LogLine[],
  text: string,
  at: number,
  spec: string | undefined,
): Finding | undefined {
  const kind = SAYINGS.find(([, pattern]) => pattern.test(text))?.[0];
  if (kind === undefined) return undefined;
  const end = endOf(
    lines,
    at + 1,
    (each, no) => no > at + MAX_LINES || /^(?:\s{2}\(|={20}|─{20}|npm |error |\$ )/.test(each),
  );
  const frameAt = endOf(lines, at + 1, (each, no) => no >= end || isFrame(each));
  const to = frameAt < end ? endOf(lines, frameAt, (each, no) => no >= end || !isFrame(each)) : end;
  const said = lines
    .slice(at, frameAt)
    .flatMap((line) => (line.text.trim() === '' ? [] : [line.text.trim()]));
  const frame = lines
    .slice(frameAt, to)
    .flatMap((line) => frameOf(line.text) ?? [])
    .find(({ file }) => isOwn(file));
  return {
    kind,
    ...(frame ?? { file: kind === 'crash' ? spec : undefined }),
    message: said.slice(0, 8).join('\n'),
    from: at,
    to: lastSaid(lines, at, to),
  };
}

function lastSaid(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
