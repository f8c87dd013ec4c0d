// A hundred lives at once, every event twice and at the same time, and a process that is killed again and again.
import { expect, test, vi } from 'vitest';
import { startChild } from './children.ts';
import { type EngineOpener, temporaryFolder } from './harness.ts';
import { idNo } from './sample-events.ts';
import { checkLives, finish } from './whole-life.ts';
import { deedsIn } from './world.ts';

const TASKS = 100;
const PATIENCE = { timeout: 20_000, interval: 2 };
/** Deeds that each process gets to add before it is killed, of several thousand in all: the same on fast and slow machines. */
const DEEDS_OF_A_PROCESS = [20, 400, 150, 600, 1, 300, 500, 60];

export function storm(openEngine: EngineOpener, moduleUrl: string): void {
  test('brings a hundred tasks to their end through a storm of kills', async () => {
    const folder = temporaryFolder();
    const life = 'real';
    const ids = Array.from({ length: TASKS }, (_, index) => idNo(index + 1));
    for (const deeds of DEEDS_OF_A_PROCESS) {
      const enough = deedsIn(folder).length + deeds;
      const child = startChild({ moduleUrl, folder, life, tasks: TASKS, slots: 4, copies: 2 });
      await vi.waitFor(() => expect(deedsIn(folder).length).toBeGreaterThanOrEqual(enough), PATIENCE);
      await child.kill();
    }
    // Otherwise nothing was interrupted and this shows nothing.
    const ended = deedsIn(folder).filter(({ reply, step }) => reply === 'ended' && step === 'done');
    expect(ended.length).toBeLessThan(TASKS);
    await finish(openEngine, { folder, ids, life });
    await checkLives(openEngine, { folder, ids, life, crashes: DEEDS_OF_A_PROCESS.length });
  }, 60_000);
}
