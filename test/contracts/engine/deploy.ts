// New logic meets tasks that old logic left waiting; old logic meets what new logic wrote.
import { expect, test, vi } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import type { Task } from '#core/task/task.ts';
import { silentLog } from '#ports/log.ts';
import { type Decide, type EngineOpener, temporaryFolder } from './harness.ts';
import { aborted, ended, idNo, prepared, published, requested, started } from './sample-events.ts';
import { toyTransition } from './toy-core.ts';
import { world } from './world.ts';

const WAITING = 1_000;
const NEXT_VERSION = 2;

/** The next release: a green commit must first settle, by a timer and a stage that did not exist; tasks gain a field. */
const nextTransition: Decide = (task, event) => {
  const isFirstGreen =
    event.type === 'ci_observed' && event.report.verdict === 'green' && task?.state.name === 'awaiting_ci';
  if (isFirstGreen && task.state.name === 'awaiting_ci' && task.state.stage.name === 'waiting') {
    const stage = { name: 'settling', digest: event.report.digest, sinceMs: event.atMs } as const;
    const timers = { ...task.timers, ci_settle: event.atMs + 1 };
    const settling = { ...task, sequence: task.sequence + 1, timers, state: { ...task.state, stage } };
    return { task: renewed(settling), effects: [], because: { code: 'settling', ignored: false } };
  }
  const decision = toyTransition(task, event);
  if (decision.task && event.type === 'timer_fired' && event.name === 'ci_settle') {
    const polled = { ...decision.task, timers: { ci_poll: event.atMs + 1 } };
    return { ...decision, task: renewed(polled) };
  }
  return { ...decision, task: decision.task && renewed(decision.task) };
};

const renewed = (task: Task): Task => ({ ...task, v: NEXT_VERSION as Task['v'], ...{ pinned: true } });

export function deploy(openEngine: EngineOpener): void {
  const parts = { clock: systemClock(), log: silentLog, slots: 8 };

  test(`finishes ${WAITING} of ${WAITING} tasks that wait when the logic changes`, async () => {
    const folder = temporaryFolder();
    const ids = Array.from({ length: WAITING }, (_, index) => idNo(index));
    const old = await openEngine(folder, { ...parts, transition: toyTransition });
    await Promise.all(
      ids.map(async (id) => {
        for (const event of [
          requested(id),
          prepared(id),
          started(id, 1, 'a'),
          ended(id, 1, 1),
          published(id, 1),
        ])
          await old.engine.deliver(id, event);
      }),
    );
    await old.close();

    const around = world({ folder, decide: nextTransition, verdict: () => 'green' });
    const next = await openEngine(folder, { ...parts, transition: around.decide, taskVersion: NEXT_VERSION });
    await next.engine.start(around.runner(next.engine));
    await vi.waitFor(() => expect(around.ended.size).toBe(WAITING), { timeout: 40_000, interval: 50 });
    let merged = 0;
    for await (const task of next.engine.list({ states: ['merged'] })) {
      expect(task).toMatchObject({ v: NEXT_VERSION, pinned: true });
      merged += 1;
    }
    expect(merged).toBe(WAITING);
    await next.close();
  }, 60_000);

  test('refuses, in older code, a task that newer code wrote, and leaves it as it is', async () => {
    const folder = temporaryFolder();
    const id = idNo(1);
    const next = await openEngine(folder, {
      ...parts,
      transition: nextTransition,
      taskVersion: NEXT_VERSION,
    });
    await next.engine.deliver(id, requested(id));
    await next.close();

    const old = await openEngine(folder, { ...parts, transition: toyTransition });
    await expect(old.engine.get(id)).rejects.toThrow(/newer/);
    await expect(old.engine.deliver(id, aborted(id))).rejects.toThrow(/newer/);
    await old.close();

    const again = await openEngine(folder, {
      ...parts,
      transition: nextTransition,
      taskVersion: NEXT_VERSION,
    });
    expect((await again.engine.get(id))?.state.name).toBe('requested');
    expect((await again.engine.deliver(id, aborted(id))).applied).toBe(true);
    await again.close();
  });
}
