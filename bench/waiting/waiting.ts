// (d) Ten thousand tasks that wait for CI: what they cost in memory and at a restart, and how fast events are taken.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { openStore } from '#adapters/store/store.ts';
import { transition } from '#core/transition.ts';
import { silentLog } from '#ports/log.ts';
import { inTurns, median } from '../measure.ts';
import type { Options, Result, Row } from '../result.ts';
import { startServer, temporaryDir } from '../server-process.ts';
import { bringToCi } from './lives.ts';

const MINUTE_MS = 60_000;
type Held = { readonly startMs: number; readonly servedMs: number; readonly memoryMb: number };

export async function waiting({ smoke, say }: Options): Promise<Result> {
  const tasks = smoke ? 200 : 10_000;
  const rounds = smoke ? 1 : 7;
  await using dir = await temporaryDir();
  say(`filling two databases with ${tasks} tasks each`);
  const nowMs = Date.now();
  const empty = await filled(join(dir.path, 'empty.db'), { count: 0, atMs: nowMs });
  // Asked of later on: no poll falls due while this is measured.
  const quiet = await filled(join(dir.path, 'quiet.db'), { count: tasks, atMs: nowMs + 60 * MINUTE_MS });
  const due = await filled(join(dir.path, 'due.db'), { count: tasks, atMs: nowMs - 5 * MINUTE_MS });
  say(`starting a process on each, ${rounds} times`);
  const held = await inTurns(rounds, { greenlight: () => holding(quiet), floor: () => holding(empty) });
  const late = await inTurns(rounds, { greenlight: () => holding(due), floor: () => holding(empty) });
  const row = (what: string, unit: Row['unit'], key: keyof Held, from = held): Row => ({
    what,
    unit,
    greenlight: median(from.greenlight.map((each) => each[key])),
    floor: median(from.floor.map((each) => each[key])),
  });
  return {
    name: `(d) ${tasks.toLocaleString('en-US')} tasks waiting for CI`,
    floorIs:
      'the same process on an empty store; for events, the same events appended to a bare SQLite table',
    rows: [
      row('memory (RSS)', 'MB', 'memoryMb'),
      row('restart: store opened, engine started', 'ms', 'startMs'),
      row('restart: from process start to first event served', 'ms', 'servedMs'),
      row('the same, after a long downtime: every poll is due', 'ms', 'servedMs', late),
      row('memory (RSS) after that', 'MB', 'memoryMb', late),
      await throughput(dir.path, { smoke, say }),
    ],
  };
}

/** What the lives would still have to do is left out: nobody waits for CI with a card still to be posted. */
async function filled(path: string, lives: { count: number; atMs: number }): Promise<string> {
  const store = openStore({ path });
  const engine = embeddedEngine({ store, transition, clock: systemClock(), log: silentLog });
  await bringToCi(engine, { from: 0, ...lives });
  await store.write((sql) => sql.run('DELETE FROM outbox'));
  await store.close();
  return path;
}

/** On a copy in a folder of its own: a start may change what it finds, and leaves files beside it. */
async function holding(database: string): Promise<Held> {
  await using dir = await temporaryDir();
  const path = join(dir.path, 'greenlight.db');
  await copyFile(database, path);
  await using holder = await startServer(new URL('holder.ts', import.meta.url), { path });
  return {
    startMs: await holder.ask('startMs'),
    servedMs: await holder.ask('servedMs'),
    memoryMb: await holder.ask('memoryMb'),
  };
}

async function throughput(dir: string, { smoke, say }: Options): Promise<Row> {
  const settings = { dir, tasks: smoke ? 50 : 2_000 };
  const rounds = smoke ? 1 : 7;
  await using child = await startServer(new URL('throughput.ts', import.meta.url), settings);
  say(`delivering events, ${rounds} rounds`);
  const sides = { greenlight: () => child.ask('engine'), floor: () => child.ask('bare') };
  await inTurns(1, sides);
  const taken = await inTurns(rounds, sides);
  const [greenlight, floor] = [median(taken.greenlight), median(taken.floor)];
  return { what: 'events delivered, 64 in flight', unit: 'per second', greenlight, floor };
}
