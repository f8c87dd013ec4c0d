// Java, Kotlin, Scala: `Exception in thread "main" java.lang.X: …`, frames, causes with frames of their own.
import { endOf, textAt } from '../../grammar.ts';
import { isJavaFrame, isOwnClass, javaFrame, sourceFile } from '../jvm/java-stack.ts';
import type { TraceReader } from './trace.ts';

const HEAD =
  /^(?:Exception in thread "[^"]{1,200}" )?((?:[a-z_][\w$]{0,100}\.){1,20}[A-Z][\w$]{0,200}(?:: .{0,4000})?)$/;
const CAUSE = /^\s{0,20}Caused by: (.{1,4000})$/;
const SUPPRESSED = /^\s{1,20}Suppressed: /;

export const jvmTrace: TraceReader = (lines, at) => {
  const head = HEAD.exec(textAt(lines, at));
  if (head === null || !isJavaFrame(textAt(lines, at + 1))) return undefined;
  const to = endOf(
    lines,
    at + 1,
    (text) => !isJavaFrame(text) && !CAUSE.test(text) && !SUPPRESSED.test(text),
  );
  // The last cause is the first thing that went wrong.
  let from = at;
  for (let line = at + 1; line < to; line += 1) if (CAUSE.test(textAt(lines, line))) from = line;
  const cause = from === at ? undefined : CAUSE.exec(textAt(lines, from))?.[1];
  const place = placeIn(from) ?? placeIn(at);
  const message = [head[1], ...(cause === undefined ? [] : [`Caused by: ${cause}`])].join('\n');
  return { kind: 'crash', ...place, message, from: at, to };

  function placeIn(start: number) {
    for (let line = start + 1; line < to; line += 1) {
      const frame = javaFrame(textAt(lines, line));
      if (frame !== undefined && isOwnClass(frame.className))
        return { file: sourceFile(frame), line: frame.line };
    }
    return undefined;
  }
};
