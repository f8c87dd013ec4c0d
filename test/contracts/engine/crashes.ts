// kill -9 at every point of a task's life: it ends as if nothing had happened.
import PQueue from 'p-queue';
import { describe, expect, test, vi } from 'vitest';
import { silentLog } from '#ports/log.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { startChild } from './children.ts';
import { type EngineOpener, temporaryFolder } from './harness.ts';
import { heldRunner, WAIT } from './held-runner.ts';
import { LIVES, type LifeName } from './lives.ts';
import { ended, idNo, started } from './sample-events.ts';
import { toyTransition } from './toy-core.ts';
import { checkLives, finish } from './whole-life.ts';
import { KILL_POINTS, type KillPoint } from './world.ts';

const ID = idNo(1);
const AT_ONCE = 2;

/** Of the real life every third hit is tried: the small one has shown each, and each costs a process. */
const strideOf = (life: LifeName, hits: number): number => (life === 'small' || hits < 6 ? 1 : 3);

export function crashes(openEngine: EngineOpener, moduleUrl: string): void {
  const order = { moduleUrl, tasks: 1, slots: 2, copies: 1, life: 'small' as LifeName };

  /** How often a life reaches each point; polls make it vary a little. */
  const countHits = async (life: LifeName): Promise<Record<KillPoint, number>> => {
    const hits = { deciding: 0, firing: 0, effect_begins: 0, effect_done: 0, effect_told: 0 };
    const reached = (point: KillPoint) => {
      hits[point] += 1;
    };
    await finish(openEngine, { folder: temporaryFolder(), ids: [ID], life, reached });
    // That life had a second one behind it.
    for (const point of KILL_POINTS) hits[point] = Math.floor(hits[point] / 2);
    return hits;
  };

  const dieAndRecover = async (kill: { point: KillPoint; hit: number }, folder: string, life: LifeName) => {
    const end = await startChild({ ...order, folder, life, kill }).end;
    await finish(openEngine, { folder, ids: [ID], life });
    await checkLives(openEngine, { folder, ids: [ID], life, crashes: 1 });
    return end;
  };

  describe.each(Object.keys(LIVES) as LifeName[])('of the %s life', (life) => {
    test('lives a whole life when nothing dies', async () => {
      const folder = temporaryFolder();
      expect(await startChild({ ...order, folder, life }).end).toBe(0);
      await finish(openEngine, { folder, ids: [ID], life });
      await checkLives(openEngine, { folder, ids: [ID], life, crashes: 0 });
    });

    test.each(KILL_POINTS)(
      'ends the same when the process dies at %s, whichever time it is',
      async (point) => {
        const count = (await countHits(life))[point];
        const hits = Array.from({ length: count }, (_, index) => index + 1).filter(
          (hit) => hit % strideOf(life, count) === 0,
        );
        const lives = hits.map((hit) => ({ hit, folder: temporaryFolder() }));
        const ends = await new PQueue({ concurrency: AT_ONCE }).addAll(
          lives.map(
            ({ hit, folder }) =>
              () =>
                dieAndRecover({ point, hit }, folder, life),
          ),
        );
        // The last hits are not always reached: how often CI is polled depends on the clock.
        expect(ends.filter((end) => end === 'SIGKILL').length).toBeGreaterThan(ends.length / 2);
      },
      60_000,
    );
  });

  test('runs the attempts of a dead process first and again, unspent, and ignores a late result of the old run', async () => {
    const folder = temporaryFolder();
    const child = startChild({ ...order, folder, tasks: 4, holdAttempts: true });
    await child.said('held', 2);
    await child.kill();

    const parts = { transition: toyTransition, clock: manualClock(Date.now()), log: silentLog, slots: 2 };
    const { engine, close } = await openEngine(folder, parts);
    const working = (await collectIds(engine.list({ states: ['working'] }))).toSorted();
    expect(working).toHaveLength(2);
    const runner = heldRunner(['show_card', 'prepare', 'publish_attempt', 'post_reply']);
    await engine.start(runner.run);
    await runner.called('run_attempt', 2);
    expect(
      runner
        .of('run_attempt')
        .map(({ task }) => task.id)
        .toSorted(),
    ).toEqual(working);

    const id = working[0] ?? ID;
    await engine.deliver(id, started(id, 1, 'second run'));
    const late = await engine.deliver(id, ended(id, 1, 1));
    expect(late).toMatchObject({ applied: true, because: { ignored: true } });
    expect(late.task?.state).toMatchObject({ name: 'working', run: 2 });
    expect(late.task?.attempts).toHaveLength(1);
    await engine.deliver(id, ended(id, 1, 2));
    for (const call of runner.of('run_attempt')) call.finish();
    await vi.waitFor(async () => expect((await engine.get(id))?.state.name).toBe('publishing'), WAIT);
    await runner.called('run_attempt', 4);
    await close();
  });
}

async function collectIds(tasks: AsyncIterable<{ id: typeof ID }>) {
  const ids: (typeof ID)[] = [];
  for await (const { id } of tasks) ids.push(id);
  return ids;
}
