// Python: the frames first, the deepest last, then the exception; a chain of them ends with the one that came out.
import { endOf, type Finding, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import type { Place, TraceReader } from './trace.ts';

const TRACEBACK = 'Traceback (most recent call last):';
const FRAME = /^\s{2,8}File "(.{1,1000})", line (\d{1,7})/;
const SYNTAX = /^(?:SyntaxError|IndentationError|TabError): .{1,2000}$/;
const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const FOREIGN = /(?:site-packages|dist-packages|[\\/]lib[\\/]python|^<)/;

export const pythonTrace: TraceReader = (lines, at) => {
  if (textAt(lines, at) !== TRACEBACK) return syntaxAt(lines, at);
  const end = endOf(lines, at + 1, (text) => text !== '' && !text.startsWith(' '));
  const next = endOf(lines, end + 1, (text) => text !== '', 3);
  if (CHAIN.test(textAt(lines, next))) return undefined;
  return { kind: 'crash', ...deepest(lines, at, end), message: textAt(lines, end), from: at, to: end + 1 };
};

/** A file that cannot be parsed has no frames but its own. */
function syntaxAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const frame = FRAME.exec(textAt(lines, at));
  if (frame === null) return undefined;
  const end = endOf(lines, at + 1, (text) => SYNTAX.test(text) || FRAME.test(text) || text === '', 6);
  if (!SYNTAX.test(textAt(lines, end))) return undefined;
  return {
    kind: 'compile',
    file: frame[1],
    line: Number(frame[2]),
    message: textAt(lines, end),
    from: at,
    to: end + 1,
  };
}

function deepest(lines: readonly LogLine[], from: number, to: number): Place | undefined {
  for (let at = to - 1; at >= from; at -= 1) {
    const [, file = '', line] = FRAME.exec(textAt(lines, at)) ?? [];
    if (file !== '' && !FOREIGN.test(file)) return { file, line: Number(line) };
  }
  return undefined;
}
