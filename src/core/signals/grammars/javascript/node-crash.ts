// How Node says that a file broke before or outside its tests: the place, the source, the error, the stack, its own version.
import { endOf, type Finding, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';
import { ownPlaces } from './frames.ts';
import { kindOfLoading } from './loading.ts';

/** TAP has it as comments. */
const COMMENT = /^# /;
const ERROR = /^(?:Uncaught )?([A-Z]\w{0,80}|Error)(?: \[(\w{1,80})\])?: .{1,3000}$/;
const HEAD = /^(?:file:\/\/(?:\/(?=[A-Za-z]:))?)?((?:\/|[A-Za-z]:[\\/])\S{1,1000}):(\d{1,7})$/;
const VERSION = /^Node\.js v\d/;
const MAX_LINES = 60;

type Crash = Pick<Finding, 'kind' | 'file' | 'line' | 'column' | 'code' | 'message' | 'from' | 'to'>;

/** Every uncaught error that ended a process of Node. */
export function crashesIn(lines: readonly LogLine[]): readonly Crash[] {
  const ends = lines.flatMap(({ text }, at) => (VERSION.test(text.replace(COMMENT, '')) ? [at] : []));
  return ends.flatMap((end) => crashBefore(lines, end) ?? []);
}

export type CrashFinder = (file: string) => Crash | undefined;

/** Finds the one that tells of a file. The lines are gone through once, when the first is asked for. */
export function crashFinder(lines: readonly LogLine[]): CrashFinder {
  let texts: readonly { readonly crash: Crash; readonly text: string }[] | undefined;
  return (file) => {
    texts ??= crashesIn(lines).map((crash) => ({ crash, text: textOf(lines, crash.from, crash.to) }));
    const plain = file.replaceAll('\\', '/');
    const name = plain.replace(/^.{0,1000}\/(?=[^/]{1,300}\/[^/]{1,300}$)/, '').replace(/^\.\//, '');
    return texts.find(({ text }) => text.replaceAll('\\', '/').includes(name))?.crash;
  };
}

function crashBefore(lines: readonly LogLine[], end: number): Crash | undefined {
  const plain = (at: number): string => textAt(lines, at).replace(COMMENT, '');
  let head = -1;
  for (let at = end - 1; at >= Math.max(0, end - MAX_LINES) && !VERSION.test(plain(at)); at -= 1) {
    if (HEAD.test(plain(at)) || /^node:\S{1,200}:\d{1,7}$/.test(plain(at))) {
      head = at;
      break;
    }
  }
  const error = endOf(
    lines,
    Math.max(head, end - MAX_LINES, 0),
    (_, at) => at >= end || ERROR.test(plain(at)),
  );
  if (error >= end) return undefined;
  const stack = lines.slice(error, end).map((line) => ({ ...line, text: line.text.replace(COMMENT, '') }));
  const framesAt = stack.findIndex(({ text }) => isFrame(text));
  const [, file, line] = HEAD.exec(plain(head)) ?? [];
  const message = stack
    .slice(0, framesAt === -1 ? 1 : Math.min(framesAt, 3))
    .map(({ text }) => text)
    .join('\n');
  const frame = ownPlaces(stack, 0, stack.length)[0];
  const code = ERROR.exec(plain(error))?.[2] ?? codeIn(stack);
  return {
    kind: kindOfLoading(message) === 'compile' ? 'compile' : 'crash',
    ...(frame ?? (file === undefined ? {} : { file, line: Number(line) })),
    ...(code === undefined ? {} : { code }),
    message: message.trimEnd(),
    from: head === -1 ? error : head,
    to: end,
  };
}

function codeIn(stack: readonly LogLine[]): string | undefined {
  for (const { text } of stack) {
    const code = /^ {2}code: '([A-Z][A-Z_]{2,60})',?$/.exec(text)?.[1];
    if (code !== undefined) return code;
  }
  return undefined;
}
