// Events delivered per second, beside the least that being durable takes: the same events appended to a bare table.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { pinoLog } from '#adapters/log/pino-log.ts';
import { openStore } from '#adapters/store/store.ts';
import { transition } from '#core/transition.ts';
import { idNo } from '#test/contracts/engine/sample-events.ts';
import { serving, settings } from '../serving.ts';
import { bringToCi, eventsToCi } from './lives.ts';

const EVENTS_A_TASK = eventsToCi(idNo(0), 0).length;
const A_TRANSACTION = 64;

const { dir, tasks } = settings<{ dir: string; tasks: number }>();
const atMs = Date.now();
const store = openStore({ path: join(dir, 'throughput.db') });
const log = pinoLog({ level: 'info' });
const engine = embeddedEngine({ store, transition, clock: systemClock(), log });
const bare = new DatabaseSync(join(dir, 'bare.db'));
bare.exec(
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE events (no INTEGER PRIMARY KEY, event TEXT)',
);
const insert = bare.prepare('INSERT INTO events (event) VALUES (?)');
let from = 0;

serving('', {
  engine: () => perSecond(() => bringToCi(engine, { from: nextTasks(), count: tasks, atMs })),
  bare: () => perSecond(async () => appendAll(nextTasks())),
});

/** Never the same task twice: a repeat would be recognised, and cheap. */
function nextTasks(): number {
  from += tasks;
  return from;
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const beganAtMs = performance.now();
  await work();
  return (tasks * EVENTS_A_TASK * 1_000) / (performance.now() - beganAtMs);
}

function appendAll(first: number): void {
  const events = Array.from({ length: tasks }, (_, no) => eventsToCi(idNo(first + no), atMs)).flat();
  for (let done = 0; done < events.length; done += A_TRANSACTION) {
    bare.exec('BEGIN IMMEDIATE');
    for (const event of events.slice(done, done + A_TRANSACTION)) insert.run(JSON.stringify(event));
    bare.exec('COMMIT');
  }
}
