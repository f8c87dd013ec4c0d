// The default engine: one process on our own store. It carries tasks and knows nothing of what they mean.

import { forgetTask, removeEvents } from '#adapters/store/forgotten.ts';
import { waitingEffects } from '#adapters/store/outbox.ts';
import type { Store } from '#adapters/store/store.ts';
import { taskRecords } from '#adapters/store/task-records.ts';
import type { TaskEvent } from '#core/events.ts';
import type { TaskId } from '#core/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Delivery, Engine } from '#ports/engine.ts';
import type { Log } from '#ports/log.ts';
import { type Applied, type Arrival, applyEvent, type Decide } from './apply-event.ts';
import { dueTimers } from './due-timers.ts';
import { type EffectLanes, effectLanes, interruptedFirst } from './effect-lanes.ts';
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts';
import { taskReader } from './task-reader.ts';
import { tryEffect } from './try-effect.ts';

export type EmbeddedEngineOptions = {
  readonly store: Store;
  readonly transition: Decide;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<EngineLimits>;
  /** Newest record version that `transition` understands; TASK_VERSION unless said otherwise. */
  readonly taskVersion?: number;
};

/** The store stays the caller's: stop the engine first, then close it. */
export function embeddedEngine(options: EmbeddedEngineOptions): Engine {
  const { store, clock, log } = options;
  // What a process does to the world after it lost its store is done twice: it must stop, not only fail to write.
  store.lost.addEventListener('abort', () => {
    log.error({ path: store.path }, 'another process took the database over: nothing more is done here');
    void stop();
  });
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const records = taskRecords(options.taskVersion);
  let lanes: EffectLanes | undefined;

  const rules = {
    decide: options.transition,
    records,
    isRunning: (effectId: string) => lanes?.isRunning(effectId) ?? false,
  };

  /** Transactions are synchronous and one after the other, so a task has one writer without any lock of its own. */
  const apply = async (arrival: Omit<Arrival, 'nowMs'>): Promise<Delivery> => {
    const applied = await store.write((sql) => applyEvent(sql, rules, { ...arrival, nowMs: clock.nowMs() }));
    for (const waiting of applied.effects) lanes?.add(waiting);
    if (applied.isTimerSet) timers.changed();
    report(log, arrival.taskId, arrival.event, applied);
    return applied.delivery;
  };

  const timers = dueTimers({ store, clock, log, limits, deliver: apply });

  const stop = async (): Promise<void> => {
    await Promise.all([timers.stop(), lanes?.stop()]);
  };

  return {
    deliver: (taskId, event) => apply({ taskId, event }),
    ...taskReader(store, options.taskVersion),
    async forget(task, why) {
      const isGone = await store.write((sql) => forgetTask(sql, records.get(sql, task.id), { task, ...why }));
      if (isGone) await removeEvents(store);
      return isGone;
    },
    async start(run) {
      if (lanes) throw new Error('This engine was started before.');
      const parts = { store, records, clock, log, limits, run, deliver: apply };
      const started = effectLanes({
        limits,
        clock,
        tryOnce: (waiting, signal) => tryEffect(parts, waiting, signal),
      });
      const left = waitingEffects(store.read);
      lanes = started;
      for (const waiting of interruptedFirst(left)) started.add(waiting);
      log.info({ effects: left.length }, 'engine started');
      await removeEvents(store);
      await timers.start();
    },
    stop,
  };
}

function report(log: Log, taskId: TaskId, event: TaskEvent, { delivery, from, effects }: Applied): void {
  const { applied, because, task } = delivery;
  const fields = { event: event.type, eventId: event.id, because: because.code };
  const child = log.child({ taskId });
  if (!applied || because.ignored) child.debug({ ...fields, applied }, 'event changed nothing');
  else {
    const wished = effects.map(({ effect }) => effect.type);
    child.info({ ...fields, from, to: task?.state.name, effects: wished }, 'event applied');
  }
}
