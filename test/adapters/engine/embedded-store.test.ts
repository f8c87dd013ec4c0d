// What the embedded engine owes its store: nothing is ahead of the disk, and a disk that fails is waited for, loudly.
import { unlinkSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { taskReader } from '#adapters/engine/task-reader.ts';
import { openStoreReadOnly, type Store } from '#adapters/store/store.ts';
import { collect, recordingLog } from '#test/contracts/engine/harness.ts';
import { heldRunner, WAIT } from '#test/contracts/engine/held-runner.ts';
import { aborted, headOf, idNo, prepared, requested, T0 } from '#test/contracts/engine/sample-events.ts';
import { toyTransition } from '#test/contracts/engine/toy-core.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { temporaryStore } from '../store/folder.ts';

const ID = idNo(1);

function engineOn(store: Store, clock = manualClock(T0)) {
  const log = recordingLog();
  const engine = embeddedEngine({ store, transition: toyTransition, clock, log });
  onTestFinished(() => engine.stop());
  return { engine, clock, log };
}

const limitPages = (store: Store, pages: number) =>
  store.write((sql) => sql.get(`PRAGMA max_page_count = ${pages}`));

/** No page beyond those in use: the next write that needs one fails as on a full disk. */
async function fillDisk(store: Store): Promise<void> {
  await limitPages(store, 1);
  const filler = 'x'.repeat(100_000);
  await expect(
    store.write((sql) => sql.run("INSERT INTO kv (namespace, key, value) VALUES ('t', 'filler', ?)", filler)),
  ).rejects.toMatchObject({ reason: 'disk_full' });
}
const freeDisk = (store: Store) => limitPages(store, 1_000_000);

const bigRequest = (id: typeof ID) => {
  const event = requested(id);
  return { ...event, request: { ...event.request, text: 'x'.repeat(60_000) } };
};

test('rejects a delivery the disk does not take, knows nothing of it, and takes it when it comes again', async () => {
  const store = temporaryStore();
  const { engine } = engineOn(store);
  const runner = heldRunner();
  await engine.start(runner.run);
  await fillDisk(store);
  await expect(engine.deliver(ID, bigRequest(ID))).rejects.toMatchObject({ problem: { code: 'disk_full' } });
  expect(await engine.get(ID)).toBeUndefined();
  expect(runner.calls).toEqual([]);
  await freeDisk(store);
  expect((await engine.deliver(ID, bigRequest(ID))).applied).toBe(true);
  await runner.called('show_card');
});

test('holds an effect whose end cannot be recorded, says so, and tells the task once the disk has room', async () => {
  const store = temporaryStore();
  const { engine, clock, log } = engineOn(store);
  const runner = heldRunner(['show_card']);
  await engine.start(async (task, effect, signal, gotGoing) => {
    await runner.run(task, effect, signal, gotGoing);
    if (effect.type === 'prepare')
      await engine.deliver(task.id, { ...prepared(task.id), policyDigest: 'x'.repeat(60_000) });
  });
  await engine.deliver(ID, requested(ID));
  const first = await runner.called('prepare');
  await fillDisk(store);
  first.finish();
  await vi.waitFor(() => expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1), WAIT);
  expect((await engine.get(ID))?.state.name).toBe('requested');
  await freeDisk(store);
  await vi.waitFor(() => {
    clock.advance(1_000);
    expect(runner.of('prepare')).toHaveLength(2);
  }, WAIT);
  (await runner.called('prepare', 2)).finish();
  await vi.waitFor(async () => expect((await engine.get(ID))?.state.name).toBe('queued'), WAIT);
});

test('an engine that lost its store to another process stops what it runs and changes nothing any more', async () => {
  const store = temporaryStore();
  const { engine: old, log } = engineOn(store);
  const runner = heldRunner();
  await old.start(runner.run);
  await old.deliver(ID, requested(ID));
  const running = await runner.called('prepare');
  unlinkSync(`${store.path}.lock`);
  const next = engineOn(temporaryStore(store.path)).engine;
  await expect(old.deliver(ID, aborted(ID))).rejects.toMatchObject({ reason: 'taken_over' });
  expect(running.signal.aborted).toBe(true);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect((await next.get(ID))?.state.name).toBe('requested');
  expect((await next.deliver(ID, prepared(ID))).applied).toBe(true);
});

test('reads CI once for a burst of hints, and again for what happens while it reads', async () => {
  const store = temporaryStore();
  const clock = manualClock(T0);
  const headSha = headOf(ID, 1);
  const engine = embeddedEngine({
    store,
    clock,
    log: recordingLog(),
    transition: (task, event) => {
      if (event.type !== 'ci_hinted' || task === undefined) return toyTransition(task, event);
      const next = { ...task, sequence: task.sequence + 1 };
      const effect = {
        type: 'read_ci',
        headSha: event.headSha,
        id: `${task.id}/${next.sequence}/0`,
      } as const;
      return { task: next, effects: [effect], because: { code: 'hinted', ignored: false } };
    },
  });
  onTestFinished(() => engine.stop());
  const runner = heldRunner(['show_card', 'prepare']);
  await engine.deliver(ID, requested(ID));
  await engine.start(runner.run);
  const hint = (name: string, sha = headSha) =>
    engine.deliver(ID, { type: 'ci_hinted', id: name, atMs: T0, headSha: sha });
  await hint('first');
  const reading = await runner.called('read_ci');
  for (let no = 0; no < 20; no += 1) await hint(`burst-${no}`);
  await hint('other commit', headOf(ID, 2));
  reading.finish();
  (await runner.called('read_ci', 2)).finish();
  (await runner.called('read_ci', 3)).finish();
  await engine.deliver(ID, aborted(ID));
  expect(runner.of('read_ci').map(({ effect }) => 'headSha' in effect && effect.headSha)).toEqual([
    headSha,
    headSha,
    headOf(ID, 2),
  ]);
});

test('is done with a timer that fired, also when the task leaves it standing', async () => {
  const store = temporaryStore();
  const standing = { ci_deadline: T0 + 1_000 };
  const engine = embeddedEngine({
    store,
    clock: manualClock(T0 + 2_000),
    log: recordingLog(),
    transition: (task, event) => {
      const decision = toyTransition(task, event);
      return { ...decision, effects: [], task: decision.task && { ...decision.task, timers: standing } };
    },
  });
  onTestFinished(() => engine.stop());
  await engine.deliver(ID, requested(ID));
  await engine.start(async () => {});
  expect((await collect(engine.history(ID))).map(({ event }) => event.type)).toEqual([
    'requested',
    'timer_fired',
  ]);
  await engine.deliver(ID, prepared(ID));
  expect(store.read.all('SELECT * FROM timers')).toEqual([]);
});

test('lets another process read tasks and their history while it runs', async () => {
  const store = temporaryStore();
  const { engine } = engineOn(store);
  await engine.deliver(ID, requested(ID));
  const looking = openStoreReadOnly({ path: store.path });
  onTestFinished(() => looking.close());
  const reader = taskReader(looking);
  expect((await reader.get(ID))?.id).toBe(ID);
  expect((await collect(reader.list())).map(({ id }) => id)).toEqual([ID]);
  await engine.deliver(ID, aborted(ID));
  expect((await collect(reader.history(ID))).map(({ event }) => event.type)).toEqual(['requested', 'abort']);
});

test('writes one line for every transition, with what it led to', async () => {
  const { engine, log } = engineOn(temporaryStore());
  await engine.deliver(ID, requested(ID));
  await engine.deliver(ID, requested(ID));
  expect(log.lines).toEqual([
    expect.objectContaining({
      level: 'info',
      fields: expect.objectContaining({
        event: 'requested',
        from: null,
        to: 'requested',
        because: 'requested',
        effects: ['show_card', 'prepare'],
      }),
    }),
    expect.objectContaining({ level: 'debug', fields: expect.objectContaining({ applied: false }) }),
  ]);
});
