// Time that is set ahead: who sleeps past the new moment wakes, everybody else sleeps on.
import { setImmediate as settle } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { travellingClock } from '#playground/time/travelling-clock.ts';
import { MAX_TRAVEL_MS, worldTime } from '#playground/time/world-time.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';

const HOUR_MS = 3_600_000;
const START_MS = 1_700_000_000_000;
const never = new AbortController().signal;

describe('a clock that can be set ahead', () => {
  test('wakes whoever sleeps until a moment that it jumps over, and lets the others sleep', async () => {
    const machine = manualClock(START_MS);
    const clock = travellingClock(machine);
    const woken: string[] = [];
    const sleeper = (name: string, atMs: number) =>
      clock.sleepUntil(atMs, never).then(() => woken.push(name));
    const asleep = [sleeper('in an hour', START_MS + HOUR_MS), sleeper('in three', START_MS + 3 * HOUR_MS)];

    clock.setAhead(2 * HOUR_MS);
    await asleep[0];
    await settle();
    expect(woken).toEqual(['in an hour']);
    expect(clock.nowMs()).toBe(START_MS + 2 * HOUR_MS);

    machine.advance(HOUR_MS);
    await asleep[1];
    expect(woken).toEqual(['in an hour', 'in three']);
  });

  test('begins ahead where its world already is', () => {
    expect(travellingClock(manualClock(START_MS), HOUR_MS).nowMs()).toBe(START_MS + HOUR_MS);
  });

  test('lets a sleeper go with the reason of its signal', async () => {
    const clock = travellingClock(manualClock(START_MS));
    const ending = new AbortController();
    const asleep = clock.sleepUntil(START_MS + HOUR_MS, ending.signal);
    clock.setAhead(HOUR_MS / 2);
    ending.abort(new Error('enough'));
    await expect(asleep).rejects.toThrow('enough');
  });
});

describe('the time of a playground', () => {
  test('adds up what was travelled, and tells of it', () => {
    const told: number[] = [];
    const time = worldTime((aheadMs) => told.push(aheadMs));
    time.travel(HOUR_MS);
    time.travel(HOUR_MS);
    expect(told).toEqual([HOUR_MS, 2 * HOUR_MS]);
    expect(time.aheadMs()).toBe(2 * HOUR_MS);
  });

  test.each([0, -HOUR_MS, Number.NaN, MAX_TRAVEL_MS + 1])('does not travel by %d ms', (byMs) => {
    const time = worldTime(() => undefined);
    expect(() => time.travel(byMs)).toThrow('time goes ahead, by a week at most');
    expect(time.aheadMs()).toBe(0);
  });
});
