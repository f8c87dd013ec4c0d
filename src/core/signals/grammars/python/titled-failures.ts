// Runners of unittest's tests that print a title for each failure and its traceback below, whole or without its first line.
import { endOf, type Finding, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { frameOf, framesIn } from './frames.ts';
import { placeOf } from './traceback.ts';
import { isModuleOf, moduleFileOf } from './unittest-ids.ts';

export type Title = { readonly id: string; readonly sub?: string | undefined };

const MAX_LINES = 400;
const CARETS = /^\s{0,200}[~^]{1,400}\s*$/;

/** `isEnd`: what belongs to no failure any more, beside the next title. */
export function titledFailures(
  lines: readonly LogLine[],
  titleOf: (text: string, at: number) => Title | undefined,
  isEnd: (text: string, at: number) => boolean,
): readonly Finding[] {
  return lines.flatMap(({ text }, at): Finding[] => {
    const title = titleOf(text, at);
    if (title === undefined) return [];
    const to = endOf(
      lines,
      at + 1,
      (each, no) => titleOf(each, no) !== undefined || isEnd(each, no),
      MAX_LINES,
    );
    const place = placeOf(framesIn(lines, at + 1, to), ({ file }) => isModuleOf(title.id, file));
    const sub = title.sub === undefined ? '' : ` ${title.sub}`;
    return [
      {
        kind: 'test',
        testId: `${title.id}${sub}`,
        suite: title.id.split('.').slice(0, -1).join('.') || undefined,
        file: place?.file ?? moduleFileOf(title.id),
        line: place?.line,
        message: raisedIn(lines, at + 1, to) || text.trim(),
        from: at,
        to,
      },
    ];
  });
}

/** Below the last frame stand its line of code and perhaps a row of carets, and then what was raised. */
function raisedIn(lines: readonly LogLine[], from: number, to: number): string {
  const last = lines.slice(from, to).findLastIndex(({ text }) => frameOf(text) !== undefined);
  if (last === -1) return '';
  const start = endOf(lines, from + last + 2, (text) => !CARETS.test(text), 3);
  return textOf(lines, Math.min(start, to), to).trim();
}
