// A hundred lives at once, every event twice and at the same time, and a process that is killed again and again.
import { expect, test } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { startChild } from './children.ts';
import { type EngineOpener, temporaryFolder } from './harness.ts';
import { idNo } from './sample-events.ts';
import { checkLives, finish } from './whole-life.ts';
import { deedsIn } from './world.ts';

const TASKS = 100;
/** Milliseconds of life given to each process after it has started; fixed, so that a failure comes again. */
const LIFE_SPANS_MS = [15, 120, 45, 200, 5, 80, 160, 30];

export function storm(openEngine: EngineOpener, moduleUrl: string): void {
  test('brings a hundred tasks to their end through a storm of kills', async () => {
    const folder = temporaryFolder();
    const life = 'real';
    const ids = Array.from({ length: TASKS }, (_, index) => idNo(index + 1));
    for (const lifeSpanMs of LIFE_SPANS_MS) {
      const child = startChild({ moduleUrl, folder, life, tasks: TASKS, slots: 4, copies: 2 });
      await child.said('started');
      await systemClock().sleepUntil(Date.now() + lifeSpanMs, AbortSignal.timeout(5_000));
      await child.kill();
    }
    // Otherwise nothing was interrupted and this shows nothing.
    expect(deedsIn(folder).filter(({ reply }) => reply === 'ended').length).toBeLessThan(TASKS);
    await finish(openEngine, { folder, ids, life });
    await checkLives(openEngine, { folder, ids, life, crashes: LIFE_SPANS_MS.length });
  }, 60_000);
}
