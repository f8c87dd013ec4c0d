// deno: failed tests below ERRORS, `name => ./a_test.ts:9:6` and the error; its type checker and its linter.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { firstFrame, isFrame } from '../stack.ts';

const TEST = /^(\S.{0,500}) => (?:\.\/|file:\/\/)?(\S{1,500}):(\d{1,7}):(\d{1,7})$/;
const TYPE = /^(?:error: )?(TS\d{1,6}) \[ERROR\]: (\S.{0,2000})$/;
const TYPE_PLACE = /^\s{4}at (?:file:\/\/)?(\S{1,500}):(\d{1,7}):(\d{1,7})$/;
const LINT = /^error\[([a-z-]{3,60})\]: (\S.{0,1000})$/;
const LINT_PLACE = /^\s{1,8}--> (\S{1,500}\.[cm]?[jt]sx?):(\d{1,7}):(\d{1,7})$/;
const COMPACT = /^file:\/\/(\S{1,500}): line (\d{1,7}), col (\d{1,7}) - (\S.{0,1000}) \(([a-z-]{3,60})\)$/;
/** What `deno fmt --check` would change, below each file. */
const FORMAT = /^from (\S.{0,500}):$/;
const FORMAT_LINE = /^\s{0,6}(\d{1,7}) \| [-+]/;
const FORMAT_SUMS = /^error: Found \d{1,7} not formatted files? in \d/;
const NOT_FOUND = /^error: (Module not found "(?:file:\/\/)?(\S{1,500})"\.?)$/;
const IMPORTED = /^\s{4}at file:\/\/(\S{1,500}):(\d{1,7}):(\d{1,7})$/;
const SECTION = /^ (?:ERRORS|FAILURES) $/;
const MAX_LINES = 200;

export const deno: Grammar = {
  tool: 'deno',
  marks: [
    ...[' => ./', ' => file:', ' [ERROR]: ', 'error['],
    ...['file://', 'not formatted file', 'Module not found "'],
  ],
  read(lines) {
    const isFormat = lines.some(({ text }) => FORMAT_SUMS.test(text));
    return {
      findings: lines.flatMap(
        (_, at) =>
          testAt(lines, at) ??
          typeAt(lines, at) ??
          lintAt(lines, at) ??
          compactAt(lines, at) ??
          notFoundAt(lines, at) ??
          (isFormat ? formatAt(lines, at) : undefined) ??
          [],
      ),
    };
  },
};

function testAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, testId, file = '', line] = TEST.exec(textAt(lines, at)) ?? [];
  if (testId === undefined || !textAt(lines, at + 1).startsWith('error: ')) return undefined;
  const to = endOf(lines, at + 1, (text) => TEST.test(text) || SECTION.test(text), MAX_LINES);
  const frames = endOf(lines, at + 1, (text, no) => no >= to || isFrame(text), MAX_LINES);
  const frame = firstFrame(lines, frames, to, file);
  const last = endOf(lines, frames, (text, no) => no >= to || text.trim() === '', MAX_LINES);
  const message = textOf(lines, at + 1, frames).replace(/^error: /, '');
  return { kind: 'test', testId, file, line: frame?.line ?? Number(line), message, from: at, to: last };
}

function typeAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, code, message = ''] = TYPE.exec(textAt(lines, at)) ?? [];
  if (code === undefined) return undefined;
  const placeAt = endOf(lines, at + 1, (text) => TYPE_PLACE.test(text) || TYPE.test(text), 20);
  const [, file, line, column] = TYPE_PLACE.exec(textAt(lines, placeAt)) ?? [];
  if (file === undefined) return undefined;
  const place = { file, line: Number(line), column: Number(column) };
  return { kind: 'typecheck', ...place, code, message, from: at, to: placeAt + 1 };
}

function lintAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, code, message = ''] = LINT.exec(textAt(lines, at)) ?? [];
  const [, file, line, column] = LINT_PLACE.exec(textAt(lines, at + 1)) ?? [];
  if (code === undefined || file === undefined) return undefined;
  const place = { file, line: Number(line), column: Number(column) };
  return { kind: 'lint', ...place, code, message, from: at, to: at + 2 };
}

function compactAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, file, line, column, message = '', code] = COMPACT.exec(textAt(lines, at)) ?? [];
  if (file === undefined) return undefined;
  return {
    kind: 'lint',
    file,
    line: Number(line),
    column: Number(column),
    code,
    message,
    from: at,
    to: at + 1,
  };
}

/** The file that imports it stands below, where there is one. */
function notFoundAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, message, missing] = NOT_FOUND.exec(textAt(lines, at)) ?? [];
  if (message === undefined) return undefined;
  const [, file, line, column] = IMPORTED.exec(textAt(lines, at + 1)) ?? [];
  const place = file === undefined ? { file: missing } : { file, line: Number(line), column: Number(column) };
  return { kind: 'build', ...place, message, from: at, to: file === undefined ? at + 1 : at + 2 };
}

function formatAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const file = FORMAT.exec(textAt(lines, at))?.[1];
  if (file === undefined) return undefined;
  const to = endOf(lines, at + 1, (text) => text === '' || FORMAT.test(text), MAX_LINES);
  const line = FORMAT_LINE.exec(textAt(lines, at + 1))?.[1];
  const message = 'the file would be reformatted';
  return { kind: 'format', file, line: line === undefined ? undefined : Number(line), message, from: at, to };
}
