// The system clock keeps the Clock port's promises; so does the manual clock of the tests.
import { describe, expect, test } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';

const never = new AbortController().signal;

describe.each([
  ['system', systemClock],
  ['manual', manualClock],
])('%s clock', (_name, make) => {
  test('returns at once from a sleep until a time that has passed', async () => {
    const clock = make();
    await clock.sleepUntil(clock.nowMs() - 1, never);
  });

  test('rejects with the reason of its signal, before and while it sleeps', async () => {
    const clock = make();
    const reason = new Error('enough');
    await expect(clock.sleepUntil(Number.MAX_SAFE_INTEGER, AbortSignal.abort(reason))).rejects.toBe(reason);
    const stop = new AbortController();
    const sleeping = clock.sleepUntil(Number.MAX_SAFE_INTEGER, stop.signal);
    stop.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
});

test('the system clock wakes at its time, not before', async () => {
  const clock = systemClock();
  const atMs = clock.nowMs() + 30;
  await clock.sleepUntil(atMs, never);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(atMs);
});

test('the manual clock wakes sleepers in the order of their times', async () => {
  const clock = manualClock(0);
  const woken: number[] = [];
  const sleep = (atMs: number) => clock.sleepUntil(atMs, never).then(() => woken.push(atMs));
  const sleeping = [sleep(30), sleep(10), sleep(20)];
  expect(clock.nextWakeAtMs()).toBe(10);
  clock.advance(20);
  await Promise.all(sleeping.slice(1));
  expect(woken).toEqual([10, 20]);
  clock.advance(10);
  await Promise.all(sleeping);
  expect(woken).toEqual([10, 20, 30]);
});
