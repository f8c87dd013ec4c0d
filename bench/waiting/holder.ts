// A process that holds nothing but engine and store: starts on a database, serves one event, and tells what that took.
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { pinoLog } from '#adapters/log/pino-log.ts';
import { openStore } from '#adapters/store/store.ts';
import { transition } from '#core/transition.ts';
import { idNo, requested } from '#test/contracts/engine/sample-events.ts';
import { serving, settings } from '../serving.ts';

/** The number of a task that no database of this benchmark holds. */
const NEW_TASK = 99_999_999;
const SETTLE_MS = 500;

const { path } = settings<{ path: string }>();
const openedAtMs = performance.now();
const store = openStore({ path });
const clock = systemClock();
const engine = embeddedEngine({ store, transition, clock, log: pinoLog({ level: 'info' }) });
await engine.start(async () => {});
const startMs = performance.now() - openedAtMs;
const first = await engine.deliver(idNo(NEW_TASK), requested(idNo(NEW_TASK), clock.nowMs()));
if (!first.applied) throw new Error('the first event was not applied');
// Since the process began: node's own start and the loading of code are part of a restart.
const servedMs = performance.now();
serving('', {
  startMs: () => startMs,
  servedMs: () => servedMs,
  async memoryMb() {
    await pause(SETTLE_MS);
    return process.memoryUsage.rss() / 2 ** 20;
  },
});
