// Fires the timers of all tasks: one sleeper for the earliest, an event with a fixed id for each that is due.

import type { Store } from '#adapters/store/store.ts';
import { type DueTimer, earliestTimerMs, postponeTimer, timersDue } from '#adapters/store/timers.ts';
import type { TaskEvent } from '#core/events.ts';
import type { TaskId } from '#core/ids.ts';
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { EngineLimits } from './limits.ts';

const AT_ONCE = 200;

type Options = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EngineLimits;
  readonly deliver: (arrival: { taskId: TaskId; event: TaskEvent }) => Promise<unknown>;
};

export type DueTimers = {
  /** Fires what is due now, then keeps going by itself. */
  start(): Promise<void>;
  /** A timer was set: the sleeper looks again. */
  changed(): void;
  stop(): Promise<void>;
};

export function dueTimers({ store, clock, log, limits, deliver }: Options): DueTimers {
  const stopping = new AbortController();
  let sleep = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  const fire = async (timer: DueTimer): Promise<void> => {
    const { taskId, name, dueAtMs } = timer;
    const id = `timer:${taskId}:${name}:${dueAtMs}`;
    try {
      await deliver({ taskId, event: { type: 'timer_fired', id, atMs: clock.nowMs(), name, dueAtMs } });
    } catch (error) {
      log.error({ err: error, taskId, timer: name }, 'timer could not be fired, will be tried again');
      await store.write((sql) => postponeTimer(sql, timer, clock.nowMs() + limits.longestPauseMs));
    }
  };

  /** Fires what is due at this moment: what is set meanwhile waits for the next look, or a busy start would never end. */
  const fireDue = async (): Promise<void> => {
    const nowMs = clock.nowMs();
    while (!stopping.signal.aborted) {
      const due = timersDue(store.read, nowMs, AT_ONCE);
      await Promise.all(due.map(fire));
      if (due.length < AT_ONCE) return;
    }
  };

  const keepFiring = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await sleepUntilNext();
        await fireDue();
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.error({ err: error }, 'timers cannot be read or written, will be tried again');
        await sleepWhole(clock.nowMs() + limits.longestPauseMs);
      }
    }
  };

  const sleepUntilNext = async (): Promise<void> => {
    sleep = new AbortController();
    const nextMs = earliestTimerMs(store.read);
    await sleepWhole(nextMs ?? Number.MAX_SAFE_INTEGER);
  };

  /** Ends early, and without complaint, when a timer was set or the engine stops. */
  const sleepWhole = async (atMs: number): Promise<void> => {
    await waitedUntil(clock, atMs, AbortSignal.any([sleep.signal, stopping.signal]));
  };

  return {
    async start() {
      await fireDue();
      loop = keepFiring();
    },
    changed: () => sleep.abort(),
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
