// Carries tasks to their end in this process, and checks that a life was lived once, whatever died meanwhile.
import { expect, vi } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import type { Effect } from '#core/effects.ts';
import { laneOf } from '#core/effects.ts';
import type { TaskId } from '#core/ids.ts';
import type { Task } from '#core/task/task.ts';
import type { Engine, RecordedEvent } from '#ports/engine.ts';
import { silentLog } from '#ports/log.ts';
import { collect, type Decide, type EngineOpener } from './harness.ts';
import { heldRunner } from './held-runner.ts';
import { LIVES, type Life, type LifeName } from './lives.ts';
import { headOf, idNo, requested } from './sample-events.ts';
import { type Deed, deedsIn, type KillPoint, type World, world } from './world.ts';

const LONG = { timeout: 20_000, interval: 5 };
const PARTS = { clock: systemClock(), log: silentLog, slots: 2 };
/** Tasks of the test's own, apart from those that a child was asked for. */
const SENTINEL = idNo(900_001);
const LAST_SENTINEL = idNo(900_002);

export type Lived = { readonly folder: string; readonly ids: readonly TaskId[]; readonly life: LifeName };
type Finish = Lived & { readonly reached?: (point: KillPoint) => void };

/** A restart that finishes what is left of these tasks. */
export async function finish(openEngine: EngineOpener, { folder, ids, life, reached }: Finish) {
  const around = world({ folder, decide: LIVES[life].decide, ...(reached ? { reached } : {}) });
  const { engine, close } = await openEngine(folder, { ...PARTS, transition: around.decide });
  await engine.start(around.runner(engine));
  await live(engine, around, ids);
  // By the time a second life is over, whatever the first one left behind has been run as well.
  await live(engine, around, [SENTINEL]);
  await close();
}

async function live(engine: Engine, { ended }: World, ids: readonly TaskId[]): Promise<void> {
  await Promise.all(ids.map((id) => engine.deliver(id, requested(id, Date.now()))));
  await vi.waitFor(() => {
    expect(ids.filter((id) => !ended.has(id))).toEqual([]);
  }, LONG);
}

/** Opens the finished folder once more and checks each life. `crashes` bounds how often an effect may have been run. */
export async function checkLives(
  openEngine: EngineOpener,
  { folder, ids, life, crashes }: Lived & { crashes: number },
) {
  const { decide } = LIVES[life];
  const { engine, close } = await openEngine(folder, { ...PARTS, transition: decide });
  const deeds = Map.groupBy(deedsIn(folder), ({ taskId }) => taskId);
  for (const id of ids) {
    const history = await collect(engine.history(id));
    checkLife(await engine.get(id), history, LIVES[life], crashes);
    checkDeeds(deeds.get(id) ?? [], wishesOf(history, decide), crashes);
  }
  expect(await leftovers(engine)).toEqual([]);
  await close();
}

/** Each result was recorded once; a crash started an attempt again without spending it. */
function checkLife(
  task: Task | undefined,
  history: readonly RecordedEvent[],
  life: Life,
  crashes: number,
): void {
  expect(task?.state).toMatchObject({ name: 'merged', mergeSha: headOf(task?.id as TaskId, 2) });
  expect(task?.attempts).toHaveLength(2);
  const counted = history.filter(({ because }) => !because.ignored);
  const times = (code: string) => counted.filter(({ because }) => because.code === code).length;
  for (const [code, expected] of Object.entries(life.steps))
    expect([code, times(code)]).toEqual([code, expected]);
  expect(times(life.runAgain)).toBeLessThanOrEqual(crashes);
  expect(counted.map(({ sequence }) => sequence)).toEqual(counted.map((_, index) => index + 1));
  expect(new Set(history.map(({ event }) => event.id)).size).toBe(history.length);
}

/** The wishes of a life, found by deciding its events again. */
function wishesOf(history: readonly RecordedEvent[], decide: Decide): Effect[] {
  let task: Task | undefined;
  return history.flatMap(({ event }) => {
    const decision = decide(task, event);
    task = decision.task;
    return decision.effects;
  });
}

function checkDeeds(deeds: readonly Deed[], wishes: readonly Effect[], crashes: number): void {
  const done = (id: string) => deeds.filter(({ effect, step }) => effect === id && step === 'done').length;
  for (const { id, type } of wishes) {
    if (type !== 'show_card' && type !== 'read_ci')
      expect([id, type, done(id) >= 1]).toEqual([id, type, true]);
    expect(done(id)).toBeLessThanOrEqual(1 + crashes);
  }
  expect(deeds.findLast(({ type }) => type === 'show_card')?.state).toBe('merged');
  for (const lane of ['card', 'chat', 'forge', 'work']) {
    const begun = deeds.filter(({ type, step }) => step === 'begun' && laneOf({ type }) === lane);
    const order = [...new Set(begun.map(({ effect }) => effect))];
    const wished = wishes.map(({ id }) => id).filter((id) => order.includes(id));
    expect(order).toEqual(wished);
  }
}

/** Effects of finished tasks that an engine still thinks it has to run. */
async function leftovers(engine: Engine): Promise<string[]> {
  const runner = heldRunner(['show_card']);
  await engine.start(runner.run);
  await engine.deliver(LAST_SENTINEL, requested(LAST_SENTINEL));
  await vi.waitFor(() => expect(runner.calls.map(({ task }) => task.id)).toContain(LAST_SENTINEL), LONG);
  return runner.calls.filter(({ task }) => task.id !== LAST_SENTINEL).map(({ effect }) => effect.id);
}
