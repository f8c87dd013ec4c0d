// Events in, state out: once each, one after the other, remembered.
import { expect, test } from 'vitest';
import type { TaskFilter } from '#ports/engine.ts';
import { silentLog } from '#ports/log.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { collect, type Decide, type EngineOpener, temporaryFolder } from './harness.ts';
import {
  aborted,
  ended,
  idNo,
  observed,
  prepared,
  published,
  requested,
  started,
  T0,
} from './sample-events.ts';
import { toyTransition } from './toy-core.ts';

const parts = (transition: Decide = toyTransition) => ({
  transition,
  clock: manualClock(T0),
  log: silentLog,
  slots: 2,
});

export function deliveries(openEngine: EngineOpener): void {
  const open = async (transition?: Decide, folder = temporaryFolder()) => {
    const opened = await openEngine(folder, parts(transition));
    return { ...opened, folder };
  };
  const id = idNo(1);

  test('applies an event once, however often it arrives', async () => {
    const { engine, close } = await open();
    const first = await engine.deliver(id, requested(id));
    const second = await engine.deliver(id, requested(id));
    expect([first.applied, second.applied]).toEqual([true, false]);
    expect(second.because).toEqual(first.because);
    expect(second.task).toEqual(first.task);
    await close();
  });

  test('recognises a repeat after a restart', async () => {
    const { engine, close, folder } = await open();
    await engine.deliver(id, requested(id));
    await close();
    const again = await open(undefined, folder);
    expect((await again.engine.deliver(id, requested(id))).applied).toBe(false);
    expect((await again.engine.get(id))?.state.name).toBe('requested');
    await again.close();
  });

  test('gives each of many simultaneous events of one task the state the one before left', async () => {
    const { engine, close } = await open();
    await engine.deliver(id, requested(id));
    await engine.deliver(id, prepared(id));
    const names = Array.from({ length: 50 }, (_, index) => `host-${index}`);
    await Promise.all([...names, ...names].map((name) => engine.deliver(id, started(id, 1, name))));
    expect((await engine.get(id))?.attempts[0]?.runs).toBe(50);
    await close();
  });

  test('remembers what an event changed, and that one changed nothing', async () => {
    const { engine, close } = await open();
    await engine.deliver(id, requested(id));
    await engine.deliver(id, ended(id, 7, 1));
    await engine.deliver(id, prepared(id));
    const history = await collect(engine.history(id));
    expect(history.map(({ event, from, to, because }) => [event.type, from, to, because.ignored])).toEqual([
      ['requested', null, 'requested', false],
      ['attempt_ended', 'requested', 'requested', true],
      ['prepared', 'requested', 'queued', false],
    ]);
    await close();
  });

  test('does not remember an event of a task that does not exist yet, so that it counts when it comes again', async () => {
    const { engine, close } = await open();
    const early = await engine.deliver(id, prepared(id));
    expect(early).toMatchObject({ applied: false, task: undefined });
    await engine.deliver(id, requested(id));
    expect((await engine.deliver(id, prepared(id))).applied).toBe(true);
    await close();
  });

  test('rejects the delivery whose transition fails and keeps nothing of it', async () => {
    const failing: Decide = (task, event) => {
      if (event.type === 'abort') throw new Error('a bug');
      return toyTransition(task, event);
    };
    const { engine, close } = await open(failing);
    await engine.deliver(id, requested(id));
    const [good, bad] = await Promise.allSettled([
      engine.deliver(id, prepared(id)),
      engine.deliver(id, aborted(id)),
    ]);
    expect(good.status).toBe('fulfilled');
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'a bug' } });
    expect((await collect(engine.history(id))).map(({ event }) => event.type)).toEqual([
      'requested',
      'prepared',
    ]);
    await close();
  });

  test('lets go of a task that has ended when nothing is wanted for it, and knows that it was there', async () => {
    const { engine, close, folder } = await open();
    const why = { removedAtMs: T0 + 9, afterDays: 180 };
    const { task: asked } = await engine.deliver(id, requested(id));
    const { task } = await engine.deliver(id, aborted(id));
    if (!asked || !task) throw new Error('both were applied');
    expect(await engine.forget(task, why), 'effects wait').toBe(false);
    await engine.start(async () => undefined);
    expect(await engine.forget(asked, why), 'it has moved on since').toBe(false);
    await expect.poll(() => engine.forget(task, why)).toBe(true);
    expect(await engine.forget(task, why)).toBe(false);
    await close();
    const again = await open(undefined, folder);
    expect(await again.engine.get(id)).toBeUndefined();
    expect(await collect(again.engine.history(id))).toEqual([]);
    expect(await again.engine.forgotten(id)).toMatchObject({ state: 'aborted', ...why });
    expect(await again.engine.forgotten(idNo(2))).toBeUndefined();
    expect((await again.engine.deliver(id, ended(id, 1, 1))).applied).toBe(false);
    await again.close();
  });

  test('finds tasks by their pull request and by their thread, the newest first', async () => {
    const { engine, close } = await open();
    const ids = [1, 2, 3].map(idNo);
    const thread = { channelId: 'C1', ts: '7.1' };
    for (const [index, id] of ids.entries()) {
      await engine.deliver(id, requested(id));
      const card = { channelId: 'C1', ts: `7.${index === 0 ? 2 : 1}` };
      await engine.deliver(id, { id: `card-${id}`, atMs: T0, type: 'card_shown', card });
      await engine.deliver(id, prepared(id));
      if (index === 2) continue;
      await engine.deliver(id, started(id, 1, 'a'));
      await engine.deliver(id, ended(id, 1, 1));
      await engine.deliver(id, published(id, 1));
    }
    const [first, second, third] = ids;
    const found = async (filter: TaskFilter) => (await collect(engine.list(filter))).map(({ id }) => id);
    const repo = { owner: 'Acme', name: 'APP' };
    expect(await found({ pullRequest: { repo, number: 1 } })).toEqual([second, first]);
    expect(await found({ pullRequest: { repo, number: 1 }, limit: 1 })).toEqual([second]);
    expect(await found({ pullRequest: { repo, number: 2 } })).toEqual([]);
    expect(await found({ pullRequest: { repo: { ...repo, name: 'other' }, number: 1 } })).toEqual([]);
    expect(await found({ thread })).toEqual([third, second]);
    expect(await found({ thread, pullRequest: { repo, number: 1 } })).toEqual([second]);
    expect(await found({ thread: { ...thread, channelId: 'C2' } })).toEqual([]);
    await close();
  });

  test('lists tasks newest first, by state and up to a limit, while they change', async () => {
    const { engine, close } = await open();
    const ids = Array.from({ length: 250 }, (_, index) => idNo(index));
    await Promise.all(ids.map((each) => engine.deliver(each, requested(each))));
    await Promise.all(ids.slice(0, 3).map((each) => engine.deliver(each, aborted(each))));
    const seen: string[] = [];
    for await (const task of engine.list({ states: ['requested'] })) {
      seen.push(task.id);
      await engine.deliver(task.id, observed(prepared(task.id).baseSha, 'pending', 'x'));
    }
    expect(seen).toEqual(ids.slice(3).reverse());
    expect((await collect(engine.list({ limit: 2 }))).map((task) => task.id)).toEqual([idNo(249), idNo(248)]);
    expect((await collect(engine.list({ states: ['aborted'] }))).map((task) => task.id)).toEqual(
      [2, 1, 0].map(idNo),
    );
    await close();
  });
}
