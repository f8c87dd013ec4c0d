// Panics as Rust prints them: `thread 'a' panicked at src/lib.rs:3:5:` and the words below; before 1.73 the words came first.
import { textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

export type Panic = {
  readonly at: number;
  readonly to: number;
  readonly thread: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly message: string;
};

const NEW = /^\s{0,12}thread '(.{1,500})' (?:\(\d{1,10}\) )?panicked at (\S.{0,500}?):(\d{1,7}):(\d{1,7}):$/;
const OLD = /^\s{0,12}thread '(.{1,500})' panicked at '(.{0,3000})', (\S.{0,500}?):(\d{1,7}):(\d{1,7})$/;
const OLD_OPEN = /^\s{0,12}thread '(.{1,500})' panicked at '(.{0,3000})$/;
const OLD_CLOSE = /^(.{0,3000})', (\S.{0,500}?):(\d{1,7}):(\d{1,7})$/;
const OVERFLOW = /^\s{0,12}thread '(.{1,500})' (?:\(\d{1,10}\) )?(has overflowed its stack)$/;
const END = /^\s{0,12}(?:note: |stack backtrace:|thread '|---- |failures:|FAILED$|ok$|test )/;
const FRAME = /^\s{6,30}at (\S.{0,500}?\.rs):(\d{1,7})(?::(\d{1,7}))?$/;
const FOREIGN =
  /(?:^\/rustc\/|[\\/]\.cargo[\\/](?:registry|git)[\\/]|[\\/]rustlib[\\/]|[\\/]toolchains[\\/]|^library[\\/])/;
const MAX_OLD_LINES = 30;
const MAX_WORDS = 20;

export const isOwn = (file: string): boolean => !FOREIGN.test(file);

export function panicAt(lines: readonly LogLine[], at: number): Panic | undefined {
  const text = textAt(lines, at);
  if (!text.includes("thread '")) return undefined;
  const overflow = OVERFLOW.exec(text);
  if (overflow !== null)
    return {
      at,
      to: at + 1,
      thread: overflow[1] ?? '',
      file: undefined,
      line: undefined,
      column: undefined,
      message: `thread ${overflow[2]}`,
    };
  const found = NEW.exec(text);
  if (found !== null) {
    const to = endOfWords(lines, at + 1);
    const [, thread = '', file = '', line = '', column = ''] = found;
    return { at, to, thread, ...placeIn(lines, to, file, line, column), message: textOf(lines, at + 1, to) };
  }
  return oldAt(lines, at, text);
}

/** Its words end at an empty line, unless more of them follow that: nothing tells the two apart but what stands there. */
function endOfWords(lines: readonly LogLine[], from: number): number {
  let to = from;
  while (to < Math.min(lines.length, from + MAX_WORDS)) {
    const text = textAt(lines, to);
    if (text.trim() === '' || END.test(text)) break;
    to += 1;
  }
  return to;
}

function oldAt(lines: readonly LogLine[], at: number, text: string): Panic | undefined {
  const found = OLD.exec(text);
  if (found !== null) {
    const [, thread = '', message = '', file = '', line = '', column = ''] = found;
    return { at, to: at + 1, thread, ...placeIn(lines, at + 1, file, line, column), message };
  }
  const open = OLD_OPEN.exec(text);
  if (open === null) return undefined;
  for (let end = at + 1; end < at + MAX_OLD_LINES; end += 1) {
    const close = OLD_CLOSE.exec(textAt(lines, end));
    if (close === null) continue;
    const [, rest = '', file = '', line = '', column = ''] = close;
    const words = [open[2] ?? '', ...lines.slice(at + 1, end).map((each) => each.text), rest];
    return {
      at,
      to: end + 1,
      thread: open[1] ?? '',
      ...placeIn(lines, end + 1, file, line, column),
      message: words.join('\n'),
    };
  }
  return undefined;
}

/** Where a library panicked, the first frame of the repository below it, if the stack was printed. */
function placeIn(lines: readonly LogLine[], after: number, file: string, line: string, column: string) {
  if (isOwn(file)) return { file, line: Number(line), column: Number(column) };
  for (let at = after; at < Math.min(lines.length, after + 100); at += 1) {
    const text = textAt(lines, at);
    if (text.trim() === '' && at > after + 1) break;
    const frame = FRAME.exec(text);
    if (frame !== null && isOwn(frame[1] ?? ''))
      return {
        file: (frame[1] ?? '').replace(/^\.\//, ''),
        line: Number(frame[2]),
        column: Number(frame[3] ?? 0) || undefined,
      };
  }
  return { file: undefined, line: undefined, column: undefined };
}
