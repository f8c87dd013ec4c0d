// JavaScript: `TypeError: …`, perhaps some lines more, frames below.
import { endOf, textAt, textOf } from '../../grammar.ts';
import { firstFrame, isFrame } from '../stack.ts';
import type { TraceReader } from './trace.ts';

const HEAD =
  /^(?:Uncaught |\[\w{1,20}\] )?((?:[A-Za-z_][\w.]{0,200})?(?:Error|Exception))(?: \[\w{1,80}\])?(?:: .{0,4000})?$/;
const MAX_MESSAGE_LINES = 12;

export const javascriptTrace: TraceReader = (lines, at) => {
  if (!HEAD.test(textAt(lines, at))) return undefined;
  const frames = endOf(lines, at + 1, (text) => isFrame(text) || HEAD.test(text), MAX_MESSAGE_LINES);
  if (!isFrame(textAt(lines, frames))) return undefined;
  const to = endOf(lines, frames, (text) => !isFrame(text));
  return {
    kind: 'crash',
    ...firstFrame(lines, frames, to),
    message: textOf(lines, at, frames),
    from: at,
    to,
  };
};
