// docker build, classic and BuildKit: which instruction failed, in which line, and what it said; images that cannot be had.

import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const STEP = /^Step \d{1,4}\/\d{1,4} : (.{1,2000})$/;
const CLASSIC = /^The command '(.{1,2000})' returned a non-zero code: (\d{1,3})$/;
const CLASSIC_NOISE = /^ ---> |^Removing intermediate container |^Sending build context /;
const SOLVE = /^(?:ERROR|error): (?:failed to build: )?failed to solve: (.{1,3000})$/;
const PROCESS = /process "(.{1,2000})" did not complete successfully: exit code: (\d{1,3})/;
const BLOCK = /^ > (\[.{1,200}\] .{1,1500}|importing .{1,500}):$/;
const RULE = /^-{6}$/;
const PLACE = /^(\S{0,300}[Dd]ockerfile\S{0,100}):(\d{1,6})$/;
const OUTPUT = /^(?:\d{1,6}\.\d{1,4} |#\d{1,5} \d{1,6}\.\d{1,4} )/;
const PARSE = /dockerfile parse error (?:on )?line (\d{1,6}): (.{1,1000})$/;
const COPY = /^(?:COPY|ADD) failed: .{1,1000}$/;

export const dockerBuild: Grammar = {
  tool: 'docker',
  marks: [
    'failed to solve',
    'returned a non-zero code',
    'dockerfile parse error',
    'COPY failed',
    'ADD failed',
  ],
  read(lines) {
    const findings: Finding[] = [];
    lines.forEach(({ text }, at) => {
      const found = solvedAt(lines, at) ?? classicAt(lines, at) ?? plainAt(text, at);
      if (found !== undefined) findings.push(found);
    });
    return { findings };
  },
};

/** BuildKit prints the failed step's output again in a block between rules, then the place, then the sentence. */
function solvedAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const why = SOLVE.exec(textAt(lines, at))?.[1];
  if (why === undefined) return undefined;
  const blockAt = lastBefore(lines, at, BLOCK, 200);
  const placeAt = lastBefore(lines, at, PLACE, 60);
  const place = placeAt === undefined ? null : PLACE.exec(textAt(lines, placeAt));
  const parse = PARSE.exec(why);
  const ran = PROCESS.exec(why);
  const block = blockAt === undefined ? '' : outputOf(lines, blockAt + 1, at);
  const said = parse?.[2] ?? (block === '' ? why : block);
  return {
    kind: kindOf(why),
    file: place?.[1] ?? (parse === null ? undefined : 'Dockerfile'),
    line: place === null ? numberOf(parse?.[1]) : Number(place[2]),
    code: ran === null ? undefined : `exit ${ran[2]}`,
    message: ran === null || block === '' ? said : `${shorten(ran[1] ?? '')}\n${block}`,
    from: blockAt ?? at,
    to: at + 1,
  };
}

function classicAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const ran = CLASSIC.exec(textAt(lines, at));
  if (ran === null) return undefined;
  const stepAt = lastBefore(lines, at, STEP, 400);
  const from = stepAt ?? at;
  const said = lines.slice(from + 1, at).filter(({ text }) => !CLASSIC_NOISE.test(text));
  const output = textOf(said, Math.max(0, said.length - 8), said.length);
  return {
    kind: 'build',
    code: `exit ${ran[2]}`,
    message: [shorten(ran[1] ?? ''), output].filter((part) => part !== '').join('\n'),
    from,
    to: at + 1,
  };
}

function plainAt(text: string, at: number): Finding | undefined {
  const parse = PARSE.exec(text);
  if (parse !== null)
    return {
      kind: 'build',
      file: 'Dockerfile',
      line: Number(parse[1]),
      message: parse[2] ?? '',
      from: at,
      to: at + 1,
    };
  return COPY.test(text) ? { kind: 'build', message: text, from: at, to: at + 1 } : undefined;
}

function kindOf(why: string): FailureKind {
  if (PROCESS.test(why) || PARSE.test(why)) return 'build';
  if (/toomanyrequests|timeout|timed out|connection re|no such host|TLS handshake|\b50[0234]\b/i.test(why))
    return 'network';
  if (/access denied|unauthorized|authorization failed|forbidden|denied:/i.test(why)) return 'permission';
  return 'build';
}

/** The last lines the step itself wrote, without BuildKit's clock before each. */
function outputOf(lines: readonly LogLine[], from: number, to: number): string {
  const end = endOf(lines, from, (text, at) => at >= to || RULE.test(text), 200);
  const said = lines.slice(from, end).map((line) => ({ ...line, text: line.text.replace(OUTPUT, '') }));
  return textOf(said, Math.max(0, said.length - 8), said.length);
}

function lastBefore(lines: readonly LogLine[], at: number, pattern: RegExp, max: number): number | undefined {
  for (let line = at - 1; line >= Math.max(0, at - max); line -= 1)
    if (pattern.test(textAt(lines, line))) return line;
  return undefined;
}

const numberOf = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits);
const shorten = (command: string): string => command.replace(/^\/bin\/sh -c /, '').slice(0, 300);
