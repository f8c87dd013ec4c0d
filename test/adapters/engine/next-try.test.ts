// When a failed effect is tried again, and when no more.
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '#adapters/engine/limits.ts';
import { nextTryMs } from '#adapters/engine/next-try.ts';

const MINUTE = 60_000;
const at = (tries: number, nowMs: number, retryAtMs?: number) =>
  nextTryMs({ nowMs, tries, failingSinceMs: 0, retryAtMs }, DEFAULT_LIMITS);

test('doubles its pauses from one second to a minute', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((tries) => at(tries, 0));
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000));
});

test('gives up when the next try would come a quarter of an hour after the first failure', () => {
  expect(at(20, 14 * MINUTE)).toBe(15 * MINUTE);
  expect(at(20, 14 * MINUTE + 1)).toBeUndefined();
});

test('waits as long as it is told, but not for ever', () => {
  expect(at(1, 0, 59 * MINUTE)).toBe(59 * MINUTE);
  expect(at(30, 90 * MINUTE, 120 * MINUTE)).toBe(120 * MINUTE);
  expect(at(1, 0, 121 * MINUTE)).toBeUndefined();
});

test('keeps its own pause where it is told to come back sooner, or in the past', () => {
  expect(at(4, 0, 500)).toBe(8_000);
  expect(at(1, 5_000, 4_000)).toBe(6_000);
});
