// What is kept of a log: every line at its own number, whatever had to go.
import { describe, expect, test } from 'vitest';
import { gapLine, handedLog, KeptLog } from '#core/signals/job/kept-log.ts';
import { LineTimes } from '#core/signals/job/line-times.ts';
import { stamped } from './job-samples.ts';

const asIs = (text: string) => text;
function kept(lines: readonly string[], maxBytes: number, redact = asIs) {
  const log = new KeptLog(maxBytes);
  for (const [index, text] of lines.entries()) log.add({ no: index + 1, text, cutChars: 0 });
  return log.end(redact);
}

describe('a kept log', () => {
  test('is all of it where there is room, without times and colours', () => {
    const lines = [`\ufeff${stamped(1, 'one')}`, stamped(1, '\u001b[31mtwo\u001b[0m'), stamped(2, '')];
    expect(kept(lines, 1_000)).toEqual({ text: 'one\ntwo\n', gap: null });
  });

  test('is its head and its tail, and says which lines are gone', () => {
    const lines = Array.from({ length: 1_000 }, (_, no) => `line ${no + 1}`);
    const { text, gap } = kept(lines, 1_000);
    const shown = text.split('\n');
    expect(shown[0]).toBe('line 1');
    expect(shown.at(-1)).toBe('line 1000');
    expect(text).toContain(`[lines ${gap?.fromLine} to ${gap?.toLine} of this log are left out here]`);
    const at = shown.findIndex((line) => line.startsWith('[lines'));
    expect(shown[at - 1]).toBe(`line ${(gap?.fromLine ?? 0) - 1}`);
    expect(shown[at + 1]).toBe(`line ${(gap?.toLine ?? 0) + 1}`);
    expect(Buffer.byteLength(text)).toBeLessThan(1_100);
  });

  test('shows a gap that the log itself invented as a line of the log', () => {
    const { text } = kept(['[lines 1 to 9 of this log are left out here]'], 1_000);
    expect(text).toBe(' [lines 1 to 9 of this log are left out here]');
  });

  test('has its secrets taken out across line ends', () => {
    const redact = (text: string) => text.replace('se\ncret', '*\n*');
    expect(kept(['a se', 'cret b'], 1_000, redact).text).toBe('a *\n* b');
  });
});

test('a kept log that is too long to be handed on is its end, at the same numbers', () => {
  const lines = Array.from({ length: 300 }, (_, no) => `line ${no + 1}`);
  const { text } = kept(lines, 1_500);
  expect(handedLog(text, 10_000)).toBe(text);
  const handed = handedLog(text, 300).split('\n');
  const first = Number(/\d+/.exec(handed[1] ?? '')?.[0]);
  expect(handed[0]).toBe(gapLine(1, first - 1));
  expect(handed.at(-1)).toBe('line 300');
  const whole = handedLog(lines.join('\n'), 300).split('\n');
  expect(whole[0]).toBe(gapLine(1, Number(/\d+/.exec(whole[1] ?? '')?.[0]) - 1));
});

test('lines have the time of the stamp at or before them', () => {
  const times = new LineTimes();
  for (const [index, second] of [5, 5, 6, 90_000].entries())
    times.see({ no: index + 2, text: stamped(second, 'x') });
  times.see({ no: 9, text: 'without a stamp' });
  const parsed = (second: number) => Date.parse(`${stamped(second, '').slice(0, 19)}Z`);
  expect([1, 2, 3, 4, 5, 9].map((no) => times.at(no))).toEqual([
    undefined,
    parsed(5),
    parsed(5),
    parsed(6),
    parsed(90_000),
    parsed(90_000),
  ]);
  for (const day of ['2024-02-29', '2026-03-01', '2100-02-28', '1999-12-31']) {
    const one = new LineTimes();
    one.see({ no: 1, text: `${day}T23:59:58.0000000Z x` });
    expect(one.at(1)).toBe(Date.parse(`${day}T23:59:58Z`));
  }
});
