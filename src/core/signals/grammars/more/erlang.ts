// Erlang under rebar3: EUnit's failures by module, function and arity, and what the compiler says of a file.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const RUNS = /^===> Performing (?:EUnit|CT) tests/;
const TITLE = /^ {2}\d{1,5}\) ((\w{1,200}):\S{1,300}?(?:\/\d{1,3})?)(?:: .{0,500})?$/;
const END = /^(?: {2}\d{1,5}\) |Finished in |\d{1,7} tests?, |===> )/;
const OUTPUT = /^\s{1,12}(?:Output: ?|%% )/;
const SAID = /^\s{1,12}Failure\/Error: (.{0,2000})$/;
/** A term over many lines: what was thrown, then the trace. */
const THROWN = /^\{(error|exit|throw),(.{1,1000}?),?$/;
const FILE = /"(\S.{0,500}\.[eh]rl)"\}/;
const LINE = /\{line,(\d{1,7})\}/;
const TOLD = /^\s{1,12}%% (\S.{0,500}\.erl):(\d{1,7}):in /;
const SUMMARY = /^\d{1,7} tests?, (\d{1,7}) failures?\b/;
const COMPILER = /^(\S.{0,500}\.[eh]rl):(\d{1,7})(?::(\d{1,7}))?: (?!Warning)(\S.{0,2000})$/;
const FAILED = /^===> Compiling \S.{0,500} failed$/;

export const isEunit = (lines: readonly LogLine[]): boolean => lines.some(({ text }) => RUNS.test(text));

export const rebar: Grammar = {
  tool: 'eunit',
  marks: ['===> Performing EUnit', '===> Compiling '],
  read(lines) {
    const failures = isEunit(lines)
      ? lines.flatMap(({ text }) => SUMMARY.exec(text)?.[1] ?? []).at(-1)
      : undefined;
    return {
      findings: [...(isEunit(lines) ? lines.flatMap((_, at) => testAt(lines, at)) : []), ...compiled(lines)],
      ended: failures === undefined ? undefined : failures === '0' ? 'passed' : 'failed',
    };
  },
};

function testAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, testId, suite = ''] = TITLE.exec(textAt(lines, at)) ?? [];
  if (testId === undefined) return [];
  const to = endOf(lines, at + 1, (text) => END.test(text), 200);
  const said = endOf(lines, at + 1, (text, no) => no >= to || OUTPUT.test(text), 200);
  const first = SAID.exec(textAt(lines, at + 1))?.[1] ?? '';
  const rest = textOf(lines, at + 2, Math.min(said, at + 10));
  const [, how = '', reason = ''] = THROWN.exec(first) ?? [];
  const message =
    reason === '' ? [first, rest].filter((part) => part !== '').join('\n') : `${how}: ${reason}`;
  return [
    {
      kind: 'test',
      testId,
      suite,
      ...placeIn(lines, at + 1, to, suite),
      message: message || 'failed',
      from: at,
      to: said,
    },
  ];
}

/** Of the places in a trace, the first in the module's own file: the rest is EUnit's. */
function placeIn(lines: readonly LogLine[], from: number, to: number, suite: string) {
  for (let at = from; at < to; at += 1) {
    const text = textAt(lines, at);
    const file = FILE.exec(text)?.[1] ?? TOLD.exec(text)?.[1];
    if (file === undefined || !file.endsWith(`${suite}.erl`)) continue;
    const line = TOLD.exec(text)?.[2] ?? LINE.exec(`${text}${textAt(lines, at + 1)}`)?.[1];
    return { file, line: line === undefined ? undefined : Number(line) };
  }
  return {};
}

function compiled(lines: readonly LogLine[]): readonly Finding[] {
  if (!lines.some(({ text }) => FAILED.test(text))) return [];
  return lines.flatMap(({ text }, at): readonly Finding[] => {
    const [, file, line, column, message = ''] = COMPILER.exec(text) ?? [];
    if (file === undefined) return [];
    const place = { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
    return [{ kind: 'compile', tool: 'erlc', ...place, message, from: at, to: at + 1 }];
  });
}
