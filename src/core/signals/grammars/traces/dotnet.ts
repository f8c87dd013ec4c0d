// .NET: `Unhandled exception. System.X: …` and frames with `in file:line 12`.
import { endOf, textAt, textOf } from '../../grammar.ts';
import { isNetFrame, isOwnFrame, netFrame } from '../dotnet/net-stack.ts';
import type { TraceReader } from './trace.ts';

const HEAD = /^(?:Unhandled [Ee]xception[.:] |Fatal error\. )(.{1,4000})$/;

export const dotnetTrace: TraceReader = (lines, at) => {
  const head = HEAD.exec(textAt(lines, at));
  if (head === null) return undefined;
  const frames = endOf(lines, at + 1, (text) => isNetFrame(text) || text === '', 12);
  const to = endOf(lines, frames, (text) => !isNetFrame(text) && !/^ ?-{3}/.test(text));
  const own = lines
    .slice(frames, to)
    .flatMap(({ text }) => netFrame(text) ?? [])
    .find(isOwnFrame);
  const rest = textOf(lines, at + 1, isNetFrame(textAt(lines, frames)) ? frames : at + 1);
  const message = [head[1], rest].filter((text) => text !== '').join('\n');
  return { kind: 'crash', file: own?.file, line: own?.line, message, from: at, to: Math.max(to, at + 1) };
};
