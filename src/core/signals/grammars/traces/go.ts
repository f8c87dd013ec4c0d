// Go: `panic: …` or `fatal error: …`, then goroutines whose frames are a call and below it `\t/a.go:12 +0x1d`.
import { endOf, textAt } from '../../grammar.ts';
import type { TraceReader } from './trace.ts';

const HEAD = /^(?:panic: |fatal error: )(.{1,3000})$/;
const GOROUTINE = /^goroutine \d{1,9} (?:gp=\S{1,40} m=\S{1,20}(?: mp=\S{1,40})? )?\[/;
const FRAME = /^\s{1,8}((?:\/|[A-Za-z]:).{1,800}\.go):(\d{1,7})(?: \+0x[0-9a-f]{1,16})?$/;
const FOREIGN =
  /[\\/]go[\\/]src[\\/]|[\\/]pkg[\\/]mod[\\/]|[\\/]hostedtoolcache[\\/]go[\\/]|[\\/]vendor[\\/]|^\/usr\/(?:local\/)?(?:lib\/)?go/;

export const goTrace: TraceReader = (lines, at) => {
  const head = HEAD.exec(textAt(lines, at));
  if (head === null) return undefined;
  const stack = endOf(lines, at + 1, (text) => GOROUTINE.test(text), 15);
  if (!GOROUTINE.test(textAt(lines, stack))) return undefined;
  const to = endOf(lines, stack + 1, (text, line) => text === '' || line >= stack + 60);
  const frame = lines
    .slice(stack, to)
    .flatMap(({ text }) => [FRAME.exec(text)])
    .find((found) => found !== null && !FOREIGN.test(found[1] ?? ''));
  const place = frame == null ? {} : { file: frame[1], line: Number(frame[2]) };
  return { kind: 'crash', ...place, message: textAt(lines, at), from: at, to };
};
