// Meson: its own errors when it sets up, and its list of tests with what those that failed printed.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { ASSERT } from './sanitizers.ts';

const RESULT =
  /^\s{0,6}\d{1,6}\/\d{1,6} (\S.{0,500}?) {1,80}(FAIL|TIMEOUT|ERROR|UNEXPECTEDPASS|INTERRUPT) {1,20}[\d.]{1,12} ?s(?: {1,8}(\S.{0,300}))?$/;
const RULE = /^[―-]{10,200}(?: ✀ {1,2}[―-]{10,200})?$/;
const STREAM = /^(?:stdout|stderr):$/;
const ERROR =
  /^((?:[\w.@/\\-]{1,300}\/)?meson(?:\.build|_options\.txt|\.options)):(\d{1,7}):(\d{1,7}): ERROR: (.{1,2000})$/;
const COUNT = /^(Ok|Fail|Timeout|Unexpected Pass): {1,20}(\d{1,7})\s{0,10}$/;
const MAX_SAID = 14;

export const meson: Grammar = {
  tool: 'meson',
  marks: [': ERROR: ', ' FAIL ', ' TIMEOUT ', ' ERROR ', 'Ok: '],
  read(lines) {
    const seen = new Set<string>();
    const findings = lines.flatMap((_, at): readonly Finding[] => {
      const error = errorAt(lines, at);
      if (error !== undefined) return [error];
      const test = testAt(lines, at);
      if (test?.testId === undefined || seen.has(test.testId)) return [];
      seen.add(test.testId);
      return [test];
    });
    return { findings, ended: endedAs(lines) };
  },
};

function errorAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, file, line, column, message = ''] = ERROR.exec(textAt(lines, at)) ?? [];
  if (file === undefined) return undefined;
  const kind =
    /\b(?:Dependency|dependency|Program|Library|lib(?:rary)?|Subproject)\b.{0,300}\bnot found\b|could not be found/i.test(
      message,
    )
      ? 'dependency'
      : 'build';
  return { kind, file, line: Number(line), column: Number(column), message, from: at, to: at + 1 };
}

function testAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, testId, word = '', why = ''] = RESULT.exec(textAt(lines, at)) ?? [];
  if (testId === undefined) return undefined;
  const { own, to } = outputBelow(lines, at);
  for (const { text } of own) {
    const { file, line, message } = ASSERT.exec(text)?.groups ?? {};
    // It is compiled from the build's folder, one below.
    if (message !== undefined)
      return {
        kind: 'test',
        testId,
        file: file?.replace(/^(?:\.\.\/)+/, ''),
        line: Number(line),
        message,
        from: at,
        to,
      };
  }
  const said = textOf(own, 0, Math.min(own.length, MAX_SAID));
  const kind = word === 'TIMEOUT' ? 'timeout' : why.startsWith('killed by signal') ? 'crash' : 'test';
  const message = [[word, why].filter((part) => part !== '').join(': '), said];
  return { kind, testId, message: message.filter((part) => part !== '').join('\n'), from: at, to };
}

/** The command in a line that begins with `>>>`, and with --print-errorlogs what it printed between two rules. */
function outputBelow(lines: readonly LogLine[], at: number): { own: readonly LogLine[]; to: number } {
  const open = at + (textAt(lines, at + 1).startsWith('>>> ') ? 2 : 1);
  if (!RULE.test(textAt(lines, open))) return { own: [], to: at + 1 };
  const close = endOf(lines, open + 1, (text) => RULE.test(text), 400);
  const own = lines.slice(open + 1, close).filter(({ text }) => !STREAM.test(text));
  return { own, to: Math.min(lines.length, close + 1) };
}

function endedAs(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const counts = lines.flatMap(({ text }) => {
    const [, word = '', count = ''] = COUNT.exec(text) ?? [];
    return word === '' ? [] : [{ word, count: Number(count) }];
  });
  if (!counts.some(({ word }) => word === 'Fail')) return undefined;
  return counts.some(({ word, count }) => word !== 'Ok' && count > 0) ? 'failed' : 'passed';
}
