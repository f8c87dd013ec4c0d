// How long CI may take, from what it took before.
import { describe, expect, test } from 'vitest';
import { ciDeadline } from '#core/ci/deadline.ts';

const MINUTE = 60_000;
const LIMIT = 90 * MINUTE;
const runs = (workflow: string, ...minutes: number[]) =>
  minutes.map((each) => ({ workflow, durationMs: each * MINUTE }));
const twenty = Array.from({ length: 20 }, (_, no) => no + 1);

describe('the deadline of CI', () => {
  test('is three times what 95 of 100 past runs took', () => {
    expect(ciDeadline(runs('ci', ...twenty), ['ci'], LIMIT)).toEqual({
      ms: 57 * MINUTE,
      from: 'history',
      p95Ms: 19 * MINUTE,
      samples: 20,
    });
  });

  test('is that of the slowest workflow that is awaited, and of no other', () => {
    const past = [
      ...runs('ci', 5, 5, 5, 5, 6),
      ...runs('e2e', 20, 20, 20, 20, 20),
      ...runs('nightly', ...twenty, 300),
    ];
    expect(ciDeadline(past, ['ci', 'e2e'], LIMIT).ms).toBe(60 * MINUTE);
    expect(ciDeadline(past, ['ci'], LIMIT).ms).toBe(18 * MINUTE);
  });

  test('is at least a quarter of an hour, and never beyond the limit', () => {
    expect(ciDeadline(runs('ci', 0.1, 0.1, 0.1, 0.1, 0.1), ['ci'], LIMIT).ms).toBe(15 * MINUTE);
    expect(ciDeadline(runs('ci', 40, 40, 40, 40, 40), ['ci'], LIMIT).ms).toBe(LIMIT);
    expect(ciDeadline(runs('ci', 1, 1, 1, 1, 1), ['ci'], 5 * MINUTE).ms).toBe(5 * MINUTE);
  });

  test.each<[string, readonly string[] | null]>([
    ['one awaited workflow has too little of it', ['ci', 'new']],
    ['what is awaited has none', null],
    ['nothing is awaited', []],
  ])('is the limit itself without history: %s', (_, workflows) => {
    const past = [...runs('ci', 5, 5, 5, 5, 5), ...runs('new', 1, 1, 1, 1)];
    expect(ciDeadline(past, workflows, LIMIT)).toEqual({ ms: LIMIT, from: 'policy' });
  });
});
