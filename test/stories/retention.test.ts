// What has ended long ago is let go of, and whoever follows a link or asks for it is told so; what waits keeps everything.
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { taskRecords } from '#adapters/store/task-records.ts';
import { taskPage } from '#adapters/web/task-page.ts';
import { explain } from '#app/explain.ts';
import { keepTidy, tidyUp, whyGone } from '#app/retention.ts';
import type { TaskId } from '#core/ids.ts';
import { aGreenTask, aTaskInCi, turnsRed } from './beginnings.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 3_600_000;
const KEPT = { taskDays: 180, artifactDays: 30, auditDays: 1_095 };
const going = new AbortController().signal;

const tidy = (world: World) => tidyUp(world.deps, KEPT, going);
const foldersOf = (world: World): string[] =>
  readdirSync(join(world.dataDir, 'artifacts')).filter((name) => name.startsWith(world.taskId()));
const rows = (world: World, table: string): number =>
  world.store.read.get<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE task_id = ?`, world.taskId())
    ?.n ?? 0;

async function explained(world: World): Promise<readonly string[]> {
  const { lines, differences } = await explain(world.deps.engine.history(world.taskId()));
  expect(differences).toBe(0);
  return lines;
}

async function aMergedTask(): Promise<World> {
  const world = await aGreenTask();
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  return world;
}

it('removes the files of an ended task after some weeks, and says so on its page and in explain', async () => {
  const world = await aMergedTask();
  const [attempt] = (await world.task()).attempts;
  world.clock.advance(29 * DAY_MS);
  await tidy(world);
  expect(foldersOf(world)).toEqual([`${world.taskId()}-a1`]);
  world.clock.advance(2 * DAY_MS);
  await tidy(world);
  expect(foldersOf(world)).toEqual([]);
  const task = await world.task();
  expect(task).toMatchObject({ state: { name: 'merged' }, attempts: [{ artifacts: attempt?.artifacts }] });
  expect(taskPage(task, [])).toContain(
    'agent.log: Removed by retention: logs and bundles are kept for 30 days after their task has ended',
  );
  expect((await explained(world)).at(-1)).toMatch(
    /artifacts_removed of 1 attempt: merged \(artifacts_removed: retention, 30 days after the end\)$/,
  );
  expect(await whyGone(world.deps, `${task.id}-a1`)).toMatchObject({ taskId: task.id, afterDays: 30 });
  const { sequence } = task;
  await tidy(world);
  expect((await world.task()).sequence).toBe(sequence);
});

it('lets go of the task itself months later, and knows that it was there', async () => {
  const world = await aMergedTask();
  const id = world.taskId();
  const { message } = world.card();
  world.clock.advance(31 * DAY_MS);
  await tidy(world);
  world.clock.advance(150 * DAY_MS);
  await tidy(world);
  expect(await world.deps.engine.get(id)).toBeUndefined();
  for (const table of ['events', 'timers', 'outbox', 'api_use']) expect(rows(world, table), table).toBe(0);
  expect(await world.deps.engine.forgotten(id)).toMatchObject({ state: 'merged', afterDays: 180 });
  expect(await whyGone(world.deps, `${id}-a1`)).toMatchObject({ taskId: id, afterDays: 180 });
  expect(await world.types('ana', `status ${id}`)).toContain(
    `${id} was merged, and its record was removed by retention: tasks are kept for 180 days`,
  );
  expect(message).toBeDefined();
  await world.hint({ type: 'ci_changed', headSha: world.headSha() });
  expect(await world.deps.engine.get(id)).toBeUndefined();
});

it('takes nothing from a task that waits for CI or for a person, however long', async () => {
  for (const begin of [() => aTaskInCi({ policy: { maxAttempts: 1 } }), aGreenTask]) {
    const world = await begin();
    const { sequence } = await world.task();
    world.clock.advance(1);
    const soon = {
      ...world.deps,
      clock: { ...world.deps.clock, nowMs: () => world.clock.nowMs() + 400 * DAY_MS },
    };
    await tidyUp(soon, KEPT, going);
    expect(foldersOf(world)).toHaveLength(1);
    expect((await world.task()).sequence).toBe(sequence);
  }
});

it('leaves a task that is taken up again with what its next attempt needs', async () => {
  const world = await aTaskInCi();
  await turnsRed(world, 'settles in order');
  await world.agent();
  await world.clicks('ana', 'Abort');
  await world.reaches('aborted');
  world.clock.advance(31 * DAY_MS);
  await tidy(world);
  expect(foldersOf(world)).toEqual([]);
  await world.retries('ana', 'try the clock');
  const agent = await world.agent();
  expect(agent.spec.inputs['prompt.md']).toContain('settles in order');
  agent.end('wait for the clock');
  await world.reaches('awaiting_ci');
  expect(foldersOf(world)).toEqual([`${world.taskId()}-a3`]);
  const page = taskPage(await world.task(), []);
  expect(page.match(/Removed by retention/g)).toHaveLength(2);
  world.clock.advance(400 * DAY_MS);
  await tidy(world);
  expect(foldersOf(world)).toEqual([`${world.taskId()}-a3`]);
  await explained(world);
});

it('looks at the start and every day, a few tasks at a time, and gives no trouble up', async () => {
  const world = await aMergedTask();
  world.clock.advance(29 * DAY_MS);
  const stopping = new AbortController();
  const { engine, clock } = world.deps;
  let looks = 0;
  const list: typeof engine.list = (filter) => {
    looks += 1;
    if (looks === 1) throw new Error('the disk is away');
    return engine.list(filter);
  };
  const tidied = keepTidy({ ...world.deps, engine: { ...engine, list } }, KEPT, stopping.signal);
  await world.settled();
  expect(looks).toBe(1);
  expect(clock.nowMs() + DAY_MS).toBe(world.clock.nextWakeAtMs());
  world.clock.advance(DAY_MS);
  const removed = await world.until(async () => (await world.task()).artifactsRemoved, 'the day’s look');
  expect(removed).toMatchObject({ attempts: 1, afterDays: 30 });
  expect(foldersOf(world)).toHaveLength(0);
  stopping.abort();
  await tidied;
});

it('says when there is more than one run removes', async () => {
  const world = await aMergedTask();
  const task = await world.task();
  world.clock.advance(31 * DAY_MS);
  await world.store.write((sql) => {
    const records = taskRecords();
    for (let no = 0; no < 120; no += 1)
      records.save(sql, { ...task, id: `t-0000${1000 + no}` as TaskId }, world.clock.nowMs());
  });
  expect(await tidy(world)).toBe(false);
  expect(await tidy(world)).toBe(true);
  const left = world.store.read.get<{ n: number }>('SELECT count(*) AS n FROM tasks WHERE has_files = 1');
  expect(left?.n).toBe(0);
});

it('goes on after a crash between any two of its steps', async () => {
  const world = await aMergedTask();
  world.clock.advance(200 * DAY_MS);
  const dies = () => Promise.reject(new Error('killed'));
  const { engine, artifacts } = world.deps;
  const after = <T>(work: () => Promise<T>) => work().then(dies);
  const halves = [
    { artifacts: { ...artifacts, remove: (folder: string) => after(() => artifacts.remove(folder)) } },
    { engine: { ...engine, deliver: dies } },
    {
      engine: {
        ...engine,
        deliver: (...of: Parameters<typeof engine.deliver>) => after(() => engine.deliver(...of)),
      },
    },
    { engine: { ...engine, forget: dies } },
    {
      engine: {
        ...engine,
        forget: (...of: Parameters<typeof engine.forget>) => after(() => engine.forget(...of)),
      },
    },
  ];
  for (const half of halves)
    await expect(tidyUp({ ...world.deps, ...half }, KEPT, going)).rejects.toThrow('killed');
  await tidy(world);
  expect(await world.deps.engine.get(world.taskId())).toBeUndefined();
  expect(foldersOf(world)).toEqual([]);
  expect(rows(world, 'events')).toBe(0);
});

it('removes events that a crash left behind with the next start', async () => {
  const world = await aMergedTask();
  const id = world.taskId();
  const { engine } = world.deps;
  world.clock.advance(200 * DAY_MS);
  await tidy(world);
  await world.store.write((sql) => {
    sql.run('UPDATE forgotten SET has_events = 1');
    for (let no = 0; no < 450; no += 1)
      sql.run(
        `INSERT INTO events (task_id, event_id, sequence, event, because, from_state, to_state)
         VALUES (?, ?, 1, '{}', '{}', NULL, 'merged')`,
        id,
        `left-${no}`,
      );
  });
  expect(await engine.get(id)).toBeUndefined();
  await world.deps.engine.stop();
  await world.store.close();
  await world.reopen();
  expect(rows(world, 'events')).toBe(0);
});

it('removes green logs that nobody has renewed for long', async () => {
  const world = await aMergedTask();
  const put = (name: string) =>
    world.artifacts.put('green-abc', name, 'x', { maxBytes: 10, contentType: 'text/plain' });
  await put('old.bin');
  await put('new.bin');
  const folder = join(world.dataDir, 'artifacts', 'green-abc');
  const nowS = world.clock.nowMs() / 1_000;
  utimesSync(join(folder, 'old.bin'), nowS, nowS - 181 * 86_400);
  utimesSync(join(folder, 'new.bin'), nowS, nowS - 1 * 86_400);
  await tidy(world);
  expect(readdirSync(folder)).toEqual(['new.bin']);
  world.clock.advance(180 * DAY_MS);
  await tidy(world);
  expect(existsSync(folder)).toBe(false);
});
