// Output of several programs in one: lines with a name before them are put together again, one stream each. Pure.
import type { LogLine } from '../log-lines.ts';
import { buildSteps } from './buildkit.ts';
import { namedFolders } from './folders.ts';

/** At most this many names; a text with more has no names, but something that looks like them. */
const MAX_STREAMS = 60;
const MIN_LINES = 3;

/** `web:test: ` of turbo; the task is a word, so that `a.ts:3: ` and `C:\x: ` are none. */
const TURBO = /^((?:@[\w.-]{1,80}\/)?[\w.-]{1,80}:[a-z][\w-]{0,40}(?::[\w-]{1,40}){0,3}): ?/;
/** `web-1  | ` of docker compose. */
const COMPOSE = /^([a-z\d][\w.-]{0,80}) {1,60}\| ?/;
/** `[0] ` and `[api] ` of concurrently. */
const BRACKETS =
  /^\[((?!(?:info|warn|error|debug|trace|fatal|notice|ok|fail|failed|pass|passed|skip|gw\d)\b)[a-z\d][\w:./-]{0,40})\] ?/;
/** `packages/a test: ` and `packages/a test$ command` of pnpm. */
const PNPM = /^((?:\.|[\w@.-]{1,80}(?:\/[\w@.-]{1,80}){0,5}) (?!error\b|warning\b)[\w:-]{1,40})[:$] ?/;
const PNPM_START = /^(?:\.|[\w@.-]{1,80}(?:\/[\w@.-]{1,80}){0,5}) [\w:-]{1,40}\$ \S/;
/** `name: ` of lerna and nx, believed only beside a sign of theirs. */
const NAMED = /^(@?[\w.-]{1,80}(?:\/[\w.-]{1,80})?): ?/;
const NAMED_SIGN = /^(?:lerna (?:notice|info|success|ERR!)|\s{0,3}(?:>\s{1,3})?NX\s)/;
const TURBO_SIGN = /^(?:• (?:Packages in scope|Running )|turbo \d|\s?Tasks: {1,8}\d)/;

/** `[@acme/api]: ` of yarn 2 and later. */
const YARN = /^\[(@?[\w./-]{1,160})\]: ?/;

/** Lines of one program. */
export type Stream = {
  readonly lines: readonly LogLine[];
  /** Where it was run, as far as that is told. */
  readonly folder?: string | undefined;
};

type Style = {
  readonly pattern: RegExp;
  readonly minStreams: number;
  readonly isSigned: (text: string) => boolean;
  /** The folder that is part of a name. */
  readonly folderIn?: (name: string) => string | undefined;
};

const STYLES: readonly Style[] = [
  {
    pattern: TURBO,
    minStreams: 1,
    isSigned: (text) => TURBO_SIGN.test(text) || /^\S{1,200}: (?:cache (?:hit|miss|bypass)|> )/.test(text),
  },
  {
    pattern: COMPOSE,
    minStreams: 1,
    isSigned: (text) => /^(?:Attaching to | Container |Network )|exited with code \d/.test(text),
  },
  {
    pattern: PNPM,
    minStreams: 1,
    isSigned: (text) => PNPM_START.test(text),
    folderIn: (name) => name.slice(0, name.lastIndexOf(' ')),
  },
  {
    pattern: YARN,
    minStreams: 1,
    isSigned: (text) => /^(?:The command failed in workspace |(?:Done|Failed with errors) in \d)/.test(text),
  },
  { pattern: BRACKETS, minStreams: 2, isSigned: (text) => /exited with code \d|concurrently/.test(text) },
  { pattern: NAMED, minStreams: 1, isSigned: (text) => NAMED_SIGN.test(text) },
];

/** The lines without a name first, then each name's own; all of them as they are where no program names its lines. */
export function streamsOf(lines: readonly LogLine[]): readonly Stream[] {
  const steps = buildSteps(lines);
  if (steps !== undefined) return steps.map((each) => ({ lines: each }));
  for (const style of STYLES) {
    const names = namesIn(lines, style);
    if (names.size < style.minStreams || names.size > MAX_STREAMS) continue;
    const streams = new Map<string, LogLine[]>([['', []]]);
    for (const line of lines) {
      const prefix = style.pattern.exec(line.text);
      const name = prefix?.[1] ?? '';
      if (prefix === null || !names.has(name)) streams.get('')?.push(line);
      else {
        const own = { ...line, text: line.text.slice(prefix[0].length) };
        const stream = streams.get(name);
        if (stream === undefined) streams.set(name, [own]);
        else stream.push(own);
      }
    }
    return named(streams, style);
  }
  return [{ lines }];
}

/** Clocks of wrappers: `[09:14:02] `, `2026-11-28T09:14:02.123Z `, `09:14:02.1 | `. */
const CLOCK =
  /^()[[(]?(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?[\])]?(?: ?[:|-])?(?: |$)/;
/** A step of an image's build, where the log begins in its middle. */
const BUILD_STEP = /^#(\d{1,5}) \d{1,6}\.\d{1,4}(?: |$)/;
/** Any name in brackets, or before a bar. */
const ANY_BRACKETS = /^[[(]([\w@.:/=+#-]{1,80})[\])]:? ?/;
const ANY_BAR = /^([\w@.:/=+#-]{1,80}) {0,40}[|│>»] ?/;
const INDENT = /^() {2}(?:$|(?=\s*\S))/;
const UNSIGNED: readonly RegExp[] = [
  CLOCK,
  BUILD_STEP,
  TURBO,
  COMPOSE,
  YARN,
  BRACKETS,
  PNPM,
  NAMED,
  ANY_BRACKETS,
  ANY_BAR,
  INDENT,
];
const MIN_UNSIGNED_LINES = 6;
const MIN_SHARE = 0.6;

/**
 * For lines of which nothing was understood as they stand: what nearly all of them begin with is a name or a clock, also where
 * no program says that it put it there. Undefined where they have no such thing.
 */
export function unsignedStreamsOf(lines: readonly LogLine[]): readonly Stream[] | undefined {
  const written = lines.filter(({ text }) => text !== '').length;
  for (const pattern of UNSIGNED) {
    const streams = new Map<string, LogLine[]>();
    let matched = 0;
    for (const line of lines) {
      const prefix = pattern.exec(line.text);
      if (prefix !== null) matched += 1;
      const name = prefix?.[1] ?? '';
      const own = prefix === null ? line : { ...line, text: line.text.slice(prefix[0].length) };
      const stream = streams.get(name);
      if (stream === undefined) streams.set(name, [own]);
      else stream.push(own);
    }
    if (matched >= Math.max(MIN_UNSIGNED_LINES, written * MIN_SHARE) && streams.size <= MAX_STREAMS)
      return [...streams.values()].map((each) => ({ lines: each }));
  }
  return undefined;
}

function named(streams: ReadonlyMap<string, LogLine[]>, { folderIn }: Style): readonly Stream[] {
  const folders = namedFolders(streams.get('') ?? []);
  return [...streams].flatMap(([name, lines]) => {
    const folder = folders.get(name) ?? folderIn?.(name);
    return lines.length === 0 ? [] : [{ lines, folder }];
  });
}

/** Names that stand before several lines, in a text that bears a sign of the program that puts them there. */
function namesIn(lines: readonly LogLine[], { pattern, isSigned }: Style): ReadonlySet<string> {
  const counts = new Map<string, number>();
  let hasSign = false;
  for (const { text } of lines) {
    hasSign ||= isSigned(text);
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (counts.size > MAX_STREAMS * 20) break;
  }
  if (!hasSign) return new Set();
  return new Set([...counts].filter(([, count]) => count >= MIN_LINES).map(([name]) => name));
}
