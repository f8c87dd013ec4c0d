// One file of any kind, read to an answer: what tools say alone, lines of every sort, and what was left out.
import { describe, expect, test } from 'vitest';
import { countingRedactor } from '#core/redact.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { rawLog, step } from './raw-log.ts';

const read = (text: string, secrets: readonly string[] = []) => {
  const reader = fileReader({ file: 'file', redact: countingRedactor(secrets) });
  reader.push(new TextEncoder().encode(text));
  return reader.end().signals;
};
const TSC = "src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.";

test.each([
  ['2 passed in 0.05s', 'passed'],
  ['2 passed, 1 rerun in 0.05s', 'passed'],
  ['========== 2 passed, 1 rerun in 0.05s ==========', 'passed'],
  ['R..\n2 passed, 3 warnings in 0.05s', 'passed'],
  ['1 failed, 2 passed, 1 rerun in 0.05s', 'failed'],
  ['the words 2 passed in the middle', 'unknown'],
])('what pytest says alone is enough: %j', (text, outcome) => {
  expect(read(text).outcome).toBe(outcome);
});

describe('lines', () => {
  test('that end with carriage returns alone are lines', () => {
    const { failures, completeness } = read(`compiling the house\r${TSC}\rdone with it\r`);
    expect(failures).toMatchObject([{ code: 'TS2322', excerpt: { fromLine: 2 } }]);
    expect(completeness.lines).toBe(3);
    expect(completeness.notes.join()).toContain('carriage returns');
  });

  test('that a progress bar overwrites are one', () => {
    const bar = Array.from({ length: 50 }, (_, no) => `receiving objects: ${no * 2}% (${no}/50)`).join('\r');
    const { completeness, outcome } = read(bar);
    expect({ lines: completeness.lines, outcome }).toEqual({ lines: 1, outcome: 'unknown' });
    expect(completeness.notes).toEqual([]);
  });

  test('that are cut make the answer one about a part', () => {
    const { completeness } = read(`${'x '.repeat(20_000)}\n${TSC}\n`);
    expect(completeness).toMatchObject({ truncated: true, cut: { lines: 1 } });
    expect(read(`${TSC}\n`).completeness.truncated).toBe(false);
  });
});

const letters = (no: number): string =>
  no.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
const RETURNS = Array.from({ length: 1_500 }, (_, no) => `part ${letters(no)} done`).join('\r');

test.each([
  ['carriage returns, and a line feed behind them', `${RETURNS}\r${TSC}\rthree more\r\nand the last`],
  [
    'words around XML',
    `> test\n<?xml version="1.0"?>\n<testsuite>\n<testcase name="a < b"/></testsuite>\n${TSC}\n`,
  ],
  ['JSON in front', `{"level":30}\n{"level":40}\n${TSC}\n`],
  [
    'events and words',
    `${TSC}\n{"Action":"pass","Package":"x","Test":"T"}\nok\n{"Action":"pass","Package":"x"}`,
  ],
])('the answer does not depend on how the bytes come: %s', (_, text) => {
  const bytes = new TextEncoder().encode(text);
  const reader = fileReader({ file: 'file', redact: countingRedactor([]) });
  for (const byte of bytes) reader.push(Uint8Array.of(byte));
  expect(reader.end().signals).toEqual(read(text));
  expect(read(text).failures).toMatchObject([{ code: 'TS2322' }]);
});

test('titles of steps are told without secrets', () => {
  const secret = 'correct-horse-battery';
  const noise = Array.from({ length: 60_000 }, (_, no) => `line ${no} of many that say nothing`).join('\n');
  const log = rawLog(step(`curl -u me:${secret} host`, `${noise}\n${TSC}`, 1));
  const signals = read(log, [secret]);
  expect(signals.completeness.dropped[0]?.step).toBe('Run curl -u me:[redacted] host');
  expect(JSON.stringify(signals)).not.toContain(secret);
});
