// Elixir: ExUnit's numbered failures with their place below, what the compiler says, and what mix format would change.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const TITLE = /^\s{2}\d{1,6}\) ((?:test|doctest|property|feature) .{1,1000}) \(([A-Z][\w.]{1,300})\)$/;
const PLACE = /^\s{5}(\S{1,500}\.exs?):(\d{1,7})$/;
const FRAME = /^\s{7}(\S{1,500}_test\.exs):(\d{1,7}): /;
const END = /^(?:\s{2}\d{1,6}\) |Finished in |\d{1,7} (?:tests?|doctests?|properties|features?)\b|\S)/;
const SUMMARY = /^(?:\d{1,7} (?:doctests?|properties|features?), )*\d{1,7} tests?, (\d{1,7}) failures?/;
const MAX_LINES = 200;

export const exunit: Grammar = {
  tool: 'exunit',
  marks: ['.exs:', ' failures', ' failure'],
  read(lines) {
    const [, failures] = lines.flatMap(({ text }) => SUMMARY.exec(text) ?? []).slice(-2);
    return {
      findings: lines.flatMap((_, at) => failedAt(lines, at)),
      ended: failures === undefined ? undefined : failures === '0' ? 'passed' : 'failed',
    };
  },
};

function failedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, testId, suite] = TITLE.exec(textAt(lines, at)) ?? [];
  const place = PLACE.exec(textAt(lines, at + 1));
  if (testId === undefined || place === null) return [];
  const to = endOf(lines, at + 2, (text) => END.test(text), MAX_LINES);
  const traceAt = endOf(lines, at + 2, (text, no) => no >= to || text === '     stacktrace:', MAX_LINES);
  const frameAt = endOf(lines, traceAt, (text, no) => no >= to || FRAME.test(text), MAX_LINES);
  const [, file, line] = (frameAt < to ? FRAME.exec(textAt(lines, frameAt)) : null) ?? place;
  const last = endOf(
    lines,
    Math.min(traceAt + 1, to),
    (text, no) => no >= to || text.trim() === '',
    MAX_LINES,
  );
  const message = textOf(lines, at + 2, traceAt);
  return [{ kind: 'test', testId, suite, file, line: Number(line), message, from: at, to: last }];
}

const COMPILER = /^\s{0,4}error: (\S.{0,1000})$/;
const COMPILER_PLACE = /^\s{1,8}(?:└─ |)(\S{1,500}\.exs?):(\d{1,7})(?::(\d{1,7}))?(?:: \S.{0,300})?$/;
const RAISED =
  /^\*\* \((?:SyntaxError|TokenMissingError|MismatchedDelimiterError|CompileError)\) (?:invalid syntax found on )?(\S{1,500}\.exs?):(\d{1,7})(?::(\d{1,7}))?:(.{0,1000})$/;
const UNFORMATTED = /^\s{2}\* (\S{1,500}\.(?:exs?|heex))$/;

export const mix: Grammar = {
  tool: 'elixir',
  marks: ['└─ ', '** (', '--check-formatted'],
  read(lines) {
    const isFormat = lines.some(({ text }) => text.includes('mix format failed due to --check-formatted'));
    return {
      findings: lines.flatMap(({ text }, at): Finding[] => {
        const file = isFormat ? UNFORMATTED.exec(text)?.[1] : undefined;
        if (file !== undefined)
          return [{ kind: 'format', file, message: 'not formatted', from: at, to: at + 1 }];
        return compiledAt(lines, at);
      }),
    };
  },
};

function compiledAt(lines: readonly LogLine[], at: number): Finding[] {
  const raised = RAISED.exec(textAt(lines, at));
  const said = COMPILER.exec(textAt(lines, at))?.[1];
  if (raised === null && said === undefined) return [];
  const placeAt = endOf(lines, at + 1, (text) => COMPILER_PLACE.test(text) || text === '', 16);
  const [, file, line, column] = raised ?? COMPILER_PLACE.exec(textAt(lines, placeAt)) ?? [];
  if (file === undefined) return [];
  const message = said ?? ((raised?.[4] ?? '').trim() || textAt(lines, at + 1).trim());
  const place = { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
  return [{ kind: 'compile', ...place, message, from: at, to: raised === null ? placeAt + 1 : at + 2 }];
}
