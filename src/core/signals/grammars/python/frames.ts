// Places in Python's tracebacks: `  File "a.py", line 3, in f`, and pytest's own `a.py:3: in f`.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

export type Frame = { readonly file: string; readonly line: number; readonly name: string };

/** `|` stands before the lines of an exception group. */
const FRAME =
  /^(?:E {0,12}|INTERNALERROR>)?[\s|]{0,40}File "(.{1,1000})", line (\d{1,7})(?:,? in (.{1,200}))?$/;
const FOREIGN = /(?:site-packages|dist-packages|[\\/]lib[\\/]python\d|[\\/]Python\d{2,3}[\\/]Lib[\\/]|^<)/i;

export function frameOf(text: string): Frame | undefined {
  if (!text.includes('File "')) return undefined;
  const found = FRAME.exec(text);
  return found === null
    ? undefined
    : { file: found[1] ?? '', line: Number(found[2]), name: found[3]?.trim() ?? '' };
}

/** Code of the repository: neither the standard library nor an installed package. */
export const isOwn = (file: string): boolean => !FOREIGN.test(file);

export const framesIn = (lines: readonly LogLine[], from: number, to: number): readonly Frame[] =>
  lines.slice(from, to).flatMap(({ text }) => frameOf(text) ?? []);

/** `printed` may be absolute, `file` from the repository's root, or the other way round. */
export const isSameFile = (printed: string, file: string): boolean => {
  const one = printed.replaceAll('\\', '/');
  const other = file.replaceAll('\\', '/');
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
};

/** The first line of the exception below the frames of a traceback that starts at `from`. */
export function raisedAfter(lines: readonly LogLine[], from: number, to: number): number | undefined {
  for (let at = from + 1; at < to; at += 1) {
    const text = textAt(lines, at);
    if (text !== '' && !text.startsWith(' ')) return at;
  }
  return undefined;
}
