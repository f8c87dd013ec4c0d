// A whole traceback as Python prints it: frames, the exception, and the chain of others that it was raised from.
import { endOf, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { type Frame, framesIn, isOwn, raisedAfter } from './frames.ts';

export type Traceback = {
  /** Of the exception that came out, the deepest last. */
  readonly frames: readonly Frame[];
  /** The first line of that exception. */
  readonly raisedAt: number;
};

const START = /^(?:\s{0,8}\+ Exception Group )?Traceback \(most recent call last\):$/;
const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/** The one that begins first in these lines; `to` ends it where it is cut off. A message may hold other tracebacks: they are no part of it. */
export function tracebackIn(lines: readonly LogLine[], from: number, to: number): Traceback | undefined {
  const start = endOf(lines, from, (text, at) => at >= to || START.test(text), to - from);
  if (start >= to) return undefined;
  const raisedAt = raisedAfter(lines, start, to) ?? to;
  const chained = chainAfter(lines, raisedAt, to);
  const next = chained === undefined ? undefined : tracebackIn(lines, chained, to);
  return next ?? { frames: framesIn(lines, start, raisedAt), raisedAt };
}

/** The sentence stands after an empty line; a message of several lines may stand before it. */
function chainAfter(lines: readonly LogLine[], from: number, to: number): number | undefined {
  for (let at = from + 1; at < to; at += 1) {
    if (START.test(textAt(lines, at))) return undefined;
    if (CHAIN.test(textAt(lines, at))) return at + 1;
  }
  return undefined;
}

/** What was raised, without the empty lines around it. */
export const raisedText = (lines: readonly LogLine[], { raisedAt }: Traceback, to: number): string =>
  textOf(lines, raisedAt, to);

/** Of the repository's own frames the last in the first one's file: where a test gave up, or called what did. */
export function placeOf(frames: readonly Frame[], isTestFile: (frame: Frame) => boolean): Frame | undefined {
  const own = frames.filter(({ file }) => isOwn(file));
  const first = own.find(isTestFile) ?? own[0];
  return first && own.findLast(({ file }) => file === first.file);
}
