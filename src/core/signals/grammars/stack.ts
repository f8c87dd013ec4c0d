// Frames of JavaScript stack traces: `at name (file:line:column)`.

import { textAt } from '../grammar.ts';
import type { LogLine } from '../log-lines.ts';

const FRAME = /^\s{1,60}at (?=\S)/;
const PLACE = /\(?((?:file:\/\/)?[^\s()]{1,1000}):(\d{1,7}):(\d{1,7})\)?(?: \{)?$/;

export type Frame = { readonly file: string; readonly line: number; readonly column: number };

export const isFrame = (text: string): boolean => FRAME.test(text);

export function frameOf(text: string): Frame | undefined {
  const place = PLACE.exec(text.slice(-1_100));
  if (place === null) return undefined;
  const [, file = '', line, column] = place;
  return { file: file.replace(/^file:\/\//, ''), line: Number(line), column: Number(column) };
}

const FOREIGN = /(?:^node:|[\\/]node_modules[\\/]|^internal[\\/])/;
/** Code of the repository, as far as a path tells. */
export const isOwn = (file: string): boolean => !FOREIGN.test(file) && /[\\/.]/.test(file);

/** The first frame of the repository's own code in these lines; one of `file`, where that is given and has any. */
export function firstFrame(
  lines: readonly LogLine[],
  from: number,
  to: number,
  file?: string,
): Frame | undefined {
  let first: Frame | undefined;
  for (let at = from; at < to; at += 1) {
    const frame = frameOf(textAt(lines, at));
    if (frame === undefined || !isOwn(frame.file)) continue;
    if (file === undefined || frame.file === file || frame.file.endsWith(`/${file}`)) return frame;
    first ??= frame;
  }
  return file === undefined ? first : undefined;
}
