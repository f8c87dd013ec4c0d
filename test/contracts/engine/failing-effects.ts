// Effects that fail: tried again with pauses, given up in the end, and the task told why.
import { expect, test, vi } from 'vitest';
import { problem } from '#core/problem.ts';
import type { Engine } from '#ports/engine.ts';
import { PortError } from '#ports/port-error.ts';
import { type ManualClock, manualClock } from '#test/fakes/manual-clock.ts';
import { collect, type EngineOpener, recordingLog, temporaryFolder } from './harness.ts';
import { type HeldRunner, heldRunner, WAIT } from './held-runner.ts';
import { ended, idNo, prepared, requested, started, T0 } from './sample-events.ts';
import { toyTransition } from './toy-core.ts';

const MINUTE = 60_000;
const GONE = new PortError(problem('repository_missing', 'acme/app'), { retryable: false });
const BUSY = new PortError(problem('forge_unavailable', '503'), { retryable: true });

export function failingEffects(openEngine: EngineOpener): void {
  const open = async ({ folder = temporaryFolder(), slots = 1, clock = manualClock(T0) } = {}) => {
    const log = recordingLog();
    const opened = await openEngine(folder, { transition: toyTransition, clock, log, slots });
    return { ...opened, folder, clock, log };
  };
  const id = idNo(1);

  const queue = async (engine: Engine, nos: readonly number[]) => {
    for (const no of nos) {
      await engine.deliver(idNo(no), requested(idNo(no)));
      await engine.deliver(idNo(no), prepared(idNo(no)));
    }
  };

  /** Lets time pass until `isSo` holds. */
  const pass = (clock: ManualClock, isSo: () => void | Promise<void>, stepMs = 1_000) =>
    vi.waitFor(async () => {
      clock.advance(stepMs);
      await isSo();
    }, WAIT);

  test('tries a failed effect again, with growing pauses, until it succeeds', async () => {
    const { engine, close, clock } = await open();
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    const triedAtMs: number[] = [];
    for (const nth of [1, 2, 3, 4]) {
      if (nth > 1) await pass(clock, () => expect(runner.of('prepare')).toHaveLength(nth));
      triedAtMs.push(clock.nowMs());
      (await runner.called('prepare', nth)).fail(BUSY);
      await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBeLessThan(T0 + MINUTE), WAIT);
    }
    const pauses = triedAtMs.slice(1).map((atMs, index) => atMs - (triedAtMs[index] ?? 0));
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBeGreaterThan(pauses[0] ?? 0);
    await pass(clock, () => expect(runner.of('prepare')).toHaveLength(5));
    (await runner.called('prepare', 5)).finish();
    await engine.deliver(id, prepared(id));
    expect((await engine.get(id))?.state.name).toBe('queued');
    await close();
  });

  test('comes back no earlier than the other side said', async () => {
    const { engine, close, clock } = await open();
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    const retryAtMs = T0 + 40 * MINUTE;
    const limited = new PortError(problem('forge_rate_limited', ''), { retryable: true, retryAtMs });
    (await runner.called('prepare')).fail(limited);
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBe(retryAtMs), WAIT);
    clock.advance(40 * MINUTE - 1);
    await engine.deliver(idNo(2), requested(idNo(2)));
    expect(runner.of('prepare').filter(({ task }) => task.id === id)).toHaveLength(1);
    clock.advance(1);
    await vi.waitFor(
      () => expect(runner.of('prepare').filter(({ task }) => task.id === id)).toHaveLength(2),
      WAIT,
    );
    await close();
  });

  test('gives up after a quarter of an hour and tells the task why, once', async () => {
    const { engine, close, clock } = await open();
    const runner = heldRunner(['show_card']);
    const run: HeldRunner['run'] = (task, effect, signal, gotGoing) =>
      effect.type === 'prepare' ? Promise.reject(BUSY) : runner.run(task, effect, signal, gotGoing);
    await engine.start(run);
    await engine.deliver(id, requested(id));
    await pass(clock, async () => expect((await engine.get(id))?.state.name).toBe('needs_human'), 5_000);
    expect(clock.nowMs() - T0).toBeGreaterThan(10 * MINUTE);
    const failures = (await collect(engine.history(id))).filter(
      ({ event }) => event.type === 'effect_failed',
    );
    expect(failures.map(({ event }) => event)).toEqual([
      expect.objectContaining({
        id: `${id}/1/1:failed`,
        effect: 'prepare',
        effectId: `${id}/1/1`,
        problem: { code: 'forge_unavailable', detail: '503' },
      }),
    ]);
    await close();
  });

  test('takes a failure after the work got going for a new one', async () => {
    const { engine, close, clock } = await open();
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    (await runner.called('prepare')).fail(BUSY);
    for (const nth of [2, 3]) {
      await pass(clock, () => expect(runner.of('prepare')).toHaveLength(nth));
      const { gotGoing, fail } = await runner.called('prepare', nth);
      gotGoing();
      clock.advance(40 * MINUTE);
      fail(BUSY);
    }
    await pass(clock, () => expect(runner.of('prepare')).toHaveLength(4));
    expect((await engine.get(id))?.state.name).toBe('requested');
    // Going or not, what fails from then on fails for good in the end.
    const { fail } = await runner.called('prepare', 4);
    clock.advance(20 * MINUTE);
    fail(BUSY);
    await vi.waitFor(async () => expect((await engine.get(id))?.state.name).toBe('needs_human'), WAIT);
    await close();
  });

  test('pauses ever longer between runs that get going and die at once', async () => {
    const { engine, close, clock } = await open();
    const runner = heldRunner(['show_card']);
    const run: HeldRunner['run'] = (task, effect, signal, gotGoing) => {
      if (effect.type === 'prepare') gotGoing();
      const called = runner.run(task, effect, signal, gotGoing);
      if (effect.type === 'prepare') runner.of('prepare').at(-1)?.fail(BUSY);
      return called;
    };
    await engine.start(run);
    await engine.deliver(id, requested(id));
    await pass(clock, () => expect(clock.nowMs() - T0).toBeGreaterThan(60 * MINUTE), 10_000);
    expect(runner.of('prepare').length).toBeLessThan(70);
    expect((await engine.get(id))?.state.name).toBe('requested');
    await close();
  });

  test('gives up at once where trying again cannot help, and for good', async () => {
    const { engine, close, folder } = await open();
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    (await runner.called('prepare')).fail(GONE);
    await vi.waitFor(async () => {
      expect((await engine.get(id))?.state).toMatchObject({ reason: { code: 'repository_missing' } });
    }, WAIT);
    await close();
    const again = await open({ folder });
    const second = heldRunner(['show_card']);
    await again.engine.start(second.run);
    await again.engine.deliver(idNo(2), requested(idNo(2)));
    expect((await second.called('prepare')).task.id).toBe(idNo(2));
    await again.close();
  });

  test('names the attempt and the commit of the effect that was given up', async () => {
    const { engine, close } = await open();
    const runner = heldRunner(['show_card', 'prepare', 'run_attempt', 'post_reply']);
    await engine.start(runner.run);
    await queue(engine, [1]);
    await engine.deliver(id, started(id, 1, 'a'));
    await engine.deliver(id, ended(id, 1, 1));
    (await runner.called('publish_attempt')).fail(GONE);
    const failed = await vi.waitFor(async () => {
      const found = (await collect(engine.history(id))).find(({ event }) => event.type === 'effect_failed');
      if (found === undefined) throw new Error('not given up yet');
      return found.event;
    }, WAIT);
    expect(failed).toMatchObject({ effect: 'publish_attempt', attempt: 1 });
    await close();
  });

  test('treats any other error as a bug: said loudly, and the task alone fails', async () => {
    const { engine, close, log } = await open();
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    (await runner.called('prepare')).fail(new TypeError('x is not a function'));
    await vi.waitFor(async () => {
      expect((await engine.get(id))?.state).toMatchObject({ reason: { code: 'internal' } });
    }, WAIT);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    await engine.deliver(idNo(2), requested(idNo(2)));
    await runner.called('prepare', 2);
    await close();
  });

  test('holds no slot while an attempt pauses between two tries', async () => {
    const { engine, close } = await open({ slots: 1 });
    const runner = heldRunner(['show_card', 'prepare']);
    await engine.start(runner.run);
    await queue(engine, [1, 2]);
    (await runner.called('run_attempt')).fail(BUSY);
    expect((await runner.called('run_attempt', 2)).task.id).toBe(idNo(2));
    await close();
  });

  test('keeps to a pause across a restart', async () => {
    const { engine, close, folder } = await open();
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    const retryAtMs = T0 + 40 * MINUTE;
    const limited = new PortError(problem('forge_rate_limited', ''), { retryable: true, retryAtMs });
    (await runner.called('prepare')).fail(limited);
    await engine.deliver(idNo(2), requested(idNo(2)));
    await runner.called('prepare', 2);
    await close();

    const again = await open({ folder, clock: manualClock(T0 + MINUTE) });
    const second = heldRunner(['show_card']);
    await again.engine.start(second.run);
    expect((await second.called('prepare')).task.id).toBe(idNo(2));
    await vi.waitFor(() => expect(again.clock.nextWakeAtMs()).toBe(retryAtMs), WAIT);
    expect(second.of('prepare')).toHaveLength(1);
    again.clock.advance(39 * MINUTE);
    expect((await second.called('prepare', 2)).task.id).toBe(id);
    await again.close();
  });
}
