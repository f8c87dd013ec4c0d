// What no tool reported: marked error lines with a place, compilers that speak like gcc, and uncaught exceptions. Read only when nothing else was found.
import { endOf, type Finding, type Grammar, textAt } from '../grammar.ts';
import { type LogLine, STEP_FAILED } from '../log-lines.ts';
import { firstFrame, isFrame } from './stack.ts';

const PLACED = /^(\S.{0,1000}?)[(:](\d{1,7})[,:](\d{1,7})\)?: {1,4}(.{1,4000})$/;
const GCC = /^(\S.{0,500}?):(\d{1,7}):(\d{1,7}): (?:fatal )?error: (.{1,4000})$/;
const EXCEPTION =
  /^(?:Uncaught )?((?:[A-Za-z_][\w.]{0,200})?(?:Error|Exception))(?: \[\w{1,80}\])?(?:: .{0,4000})?$/;
const TRACEBACK = 'Traceback (most recent call last):';
const PYTHON_FRAME = /^ {2}File "(.{1,1000})", line (\d{1,7})/;

export const uncaught: Grammar = {
  tool: 'log',
  marks: [''],
  read(lines) {
    const findings = lines.flatMap(
      (line, at) =>
        gccAt(line, at) ?? tracebackAt(lines, at) ?? exceptionAt(lines, at) ?? markedAt(line, at) ?? [],
    );
    return { findings };
  },
};

function gccAt({ text }: LogLine, at: number): Finding | undefined {
  const found = GCC.exec(text);
  if (found === null) return undefined;
  const [, file, line, column, message = ''] = found;
  return { kind: 'compile', file, line: Number(line), column: Number(column), message, from: at, to: at + 1 };
}

function exceptionAt(lines: readonly LogLine[], at: number): Finding | undefined {
  if (!EXCEPTION.test(textAt(lines, at)) || !isFrame(textAt(lines, at + 1))) return undefined;
  const to = endOf(lines, at + 1, (text) => !isFrame(text));
  const frame = firstFrame(lines, at + 1, to);
  return { kind: 'crash', ...frame, message: textAt(lines, at), from: at, to };
}

/** Python prints the frames first, the deepest last, and then the exception. */
function tracebackAt(lines: readonly LogLine[], at: number): Finding | undefined {
  if (textAt(lines, at) !== TRACEBACK) return undefined;
  const end = endOf(lines, at + 1, (text) => text !== '' && !text.startsWith(' '));
  const frames = lines.slice(at, end).flatMap(({ text }) => PYTHON_FRAME.exec(text) ?? []);
  const own = frames.length === 0 ? undefined : deepest(lines, at, end);
  return { kind: 'crash', ...own, message: textAt(lines, end), from: at, to: end + 1 };
}

function deepest(
  lines: readonly LogLine[],
  from: number,
  to: number,
): { file: string; line: number } | undefined {
  for (let at = to - 1; at >= from; at -= 1) {
    const frame = PYTHON_FRAME.exec(textAt(lines, at));
    const file = frame?.[1] ?? '';
    if (frame !== null && !/(?:site-packages|[\\/]lib[\\/]python)/.test(file))
      return { file, line: Number(frame[2]) };
  }
  return undefined;
}

function markedAt({ text, mark }: LogLine, at: number): Finding | undefined {
  if (mark !== 'error' || STEP_FAILED.test(text) || text.trim() === '') return undefined;
  const placed = PLACED.exec(text);
  const place =
    placed === null ? {} : { file: placed[1], line: Number(placed[2]), column: Number(placed[3]) };
  return { kind: 'unknown', ...place, message: placed?.[4] ?? text, from: Math.max(0, at - 5), to: at + 1 };
}
