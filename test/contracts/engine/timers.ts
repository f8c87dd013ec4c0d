// Timers wake tasks at their time, once, also when nobody ran at that time.
import { expect, test, vi } from 'vitest';
import type { TimerName } from '#core/task/state.ts';
import { silentLog } from '#ports/log.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { collect, type Decide, type EngineOpener, recordingLog, temporaryFolder } from './harness.ts';
import { heldRunner, WAIT } from './held-runner.ts';
import { aborted, idNo, requested, T0 } from './sample-events.ts';
import { toyTransition } from './toy-core.ts';

const HOUR = 3_600_000;

/** A task that asks to be woken an hour after it was requested, and only notes that it was. */
const sleepy: Decide = (task, event) => {
  if (event.type === 'requested') {
    const { task: born, because } = toyTransition(task, event);
    return { task: born && { ...born, timers: { ci_deadline: event.atMs + HOUR } }, effects: [], because };
  }
  if (event.type === 'timer_fired' && task) {
    const woken = { ...task, sequence: task.sequence + 1, timers: {} };
    return { task: woken, effects: [], because: { code: 'woken', ignored: false } };
  }
  const { task: next, because } = toyTransition(task, event);
  return { task: next, effects: [], because };
};

export function timers(openEngine: EngineOpener): void {
  const open = (transition: Decide, clock = manualClock(T0), folder = temporaryFolder(), log = silentLog) =>
    openEngine(folder, { transition, clock, log, slots: 1 }).then((opened) => ({ ...opened, clock, folder }));
  const idle = heldRunner(['show_card', 'prepare', 'post_reply']).run;

  test('fires 300 timers that are set while it runs and 300 that fall due while it is down, each once', async () => {
    const down = await open(sleepy);
    const first = Array.from({ length: 300 }, (_, index) => idNo(index));
    await Promise.all(first.map((id) => down.engine.deliver(id, requested(id))));
    await down.close();

    const clock = manualClock(T0 + 2 * HOUR);
    const up = await open(sleepy, clock, down.folder);
    await up.engine.start(idle);
    const firings = async (id: (typeof first)[number]) =>
      (await collect(up.engine.history(id))).filter(({ event }) => event.type === 'timer_fired').length;
    for (const id of first) expect(await firings(id)).toBe(1);

    const second = Array.from({ length: 300 }, (_, index) => idNo(1_000 + index));
    await Promise.all(second.map((id) => up.engine.deliver(id, requested(id, clock.nowMs()))));
    for (const id of second) expect(await firings(id)).toBe(0);
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBe(T0 + 3 * HOUR), WAIT);
    clock.advance(HOUR);
    await vi.waitFor(async () => {
      for (const id of second) expect(await firings(id)).toBe(1);
    }, WAIT);
    for (const id of first) expect(await firings(id)).toBe(1);
    await up.close();
  });

  test('wakes for an earlier timer that is set while it sleeps for a later one', async () => {
    const { engine, close, clock } = await open(sleepy);
    await engine.start(idle);
    await engine.deliver(idNo(1), requested(idNo(1), T0 + HOUR));
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBe(T0 + 2 * HOUR), WAIT);
    await engine.deliver(idNo(2), requested(idNo(2), T0));
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBe(T0 + HOUR), WAIT);
    await close();
  });

  test('says which timer fired and when it was due', async () => {
    const { engine, close, clock } = await open(sleepy);
    await engine.start(idle);
    const id = idNo(1);
    await engine.deliver(id, requested(id));
    await vi.waitFor(() => expect(clock.nextWakeAtMs()).toBe(T0 + HOUR), WAIT);
    clock.advance(HOUR + 5);
    await vi.waitFor(async () => expect((await engine.get(id))?.timers).toEqual({}), WAIT);
    const fired = (await collect(engine.history(id))).at(-1)?.event;
    expect(fired).toEqual({
      type: 'timer_fired',
      id: `timer:${id}:ci_deadline:${T0 + HOUR}`,
      atMs: T0 + HOUR + 5,
      name: 'ci_deadline',
      dueAtMs: T0 + HOUR,
    });
    await close();
  });

  test('lists the tasks that wait for a timer', async () => {
    const { engine, close, clock } = await open(sleepy);
    await engine.start(idle);
    await engine.deliver(idNo(1), requested(idNo(1)));
    clock.advance(HOUR);
    await vi.waitFor(async () => expect((await engine.get(idNo(1)))?.timers).toEqual({}), WAIT);
    await engine.deliver(idNo(2), requested(idNo(2), clock.nowMs()));
    const waiting = async (timer: TimerName) => (await collect(engine.list({ timer }))).map(({ id }) => id);
    expect(await waiting('ci_deadline')).toEqual([idNo(2)]);
    expect(await waiting('ci_poll')).toEqual([]);
    await close();
  });

  test('lets a timer lie that the task has taken back', async () => {
    const takesBack: Decide = (task, event) =>
      event.type === 'abort' && task
        ? { task: { ...task, timers: {} }, effects: [], because: { code: 'taken_back', ignored: false } }
        : sleepy(task, event);
    const { engine, close, clock } = await open(takesBack);
    await engine.start(idle);
    await engine.deliver(idNo(1), requested(idNo(1)));
    await engine.deliver(idNo(1), aborted(idNo(1)));
    await engine.deliver(idNo(2), requested(idNo(2)));
    clock.advance(HOUR);
    await vi.waitFor(async () => expect((await engine.get(idNo(2)))?.timers).toEqual({}), WAIT);
    expect((await collect(engine.history(idNo(1)))).map(({ event }) => event.type)).toEqual([
      'requested',
      'abort',
    ]);
    await close();
  });

  test('fires once a timer that the task leaves standing', async () => {
    const forgetful: Decide = (task, event) =>
      event.type === 'timer_fired'
        ? { task, effects: [], because: { code: 'x', ignored: true } }
        : sleepy(task, event);
    const { engine, close, clock } = await open(forgetful);
    await engine.deliver(idNo(1), requested(idNo(1)));
    clock.advance(HOUR);
    await engine.start(idle);
    await engine.deliver(idNo(1), aborted(idNo(1)));
    const types = (await collect(engine.history(idNo(1)))).map(({ event }) => event.type);
    expect(types).toEqual(['requested', 'timer_fired', 'abort']);
    await close();
  });

  test('is loud about a timer that cannot be fired, fires the others, and tries again later', async () => {
    let isBroken = true;
    const broken: Decide = (task, event) => {
      if (isBroken && event.type === 'timer_fired' && task?.id === idNo(1)) throw new Error('a bug');
      return sleepy(task, event);
    };
    const log = recordingLog();
    const { engine, close, clock } = await open(broken, manualClock(T0), temporaryFolder(), log);
    for (const no of [1, 2]) await engine.deliver(idNo(no), requested(idNo(no)));
    clock.advance(HOUR);
    await engine.start(idle);
    expect((await engine.get(idNo(2)))?.timers).toEqual({});
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
    isBroken = false;
    await vi.waitFor(async () => {
      clock.advance(10_000);
      expect((await engine.get(idNo(1)))?.timers).toEqual({});
    }, WAIT);
    await close();
  });
}
