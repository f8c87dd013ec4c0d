// R's testthat: `── Failure ('test-a.R:3:5'): name ──`, and what is wrong below it.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const HEAD =
  /^(?:── (?:\d{1,5}\. )?)?(Failure|Error) \('?([^':()]{1,300}\.[Rr]):(\d{1,7})(?::(\d{1,7}))?'?\): (.{1,1000}?)(?: ─{1,200})?$/;
const NEXT = /^(?:──|══|─{10,}|(?:Failure|Error|Skip|Warning) \(|\[ FAIL \d|Backtrace:)/;
const SUMMARY = /^\[ FAIL (\d{1,6}) \| WARN \d{1,6} \| SKIP \d{1,6} \| PASS \d{1,6} \]$/;

export const testthat: Grammar = {
  tool: 'testthat',
  marks: ["Failure ('", "Error ('", 'Failure (', '[ FAIL '],
  read(lines) {
    const failed = lines.flatMap(({ text }) => SUMMARY.exec(text)?.[1] ?? []).at(-1);
    const ended = failed === undefined ? undefined : failed === '0' ? 'passed' : 'failed';
    return { findings: onlyOnce(lines.flatMap((_, at) => headAt(lines, at))), ended };
  },
};

function headAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, , file, line, column, testId] = HEAD.exec(textAt(lines, at)) ?? [];
  if (file === undefined) return [];
  const to = endOf(lines, at + 1, (text) => NEXT.test(text), 100);
  return [
    {
      kind: 'test',
      testId,
      file,
      line: Number(line),
      column: column === undefined ? undefined : Number(column),
      message: textOf(lines, at + 1, to) || 'failed',
      from: at,
      to: lastWritten(lines, at + 1, to),
    },
  ];
}

/** The progress reporter tells them as they come and once more at the end. Several expectations of one test are several. */
function onlyOnce(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ testId, file, line, message }) => {
    const key = JSON.stringify([testId, file, line, message]);
    return !seen.has(key) && seen.add(key);
  });
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
