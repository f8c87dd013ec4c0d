// One try of one effect, and what its ending means: done, tried again later, or given up and told to the task.

import type { WaitingEffect } from '#adapters/store/outbox.ts';
import { postponeEffect, removeEffect } from '#adapters/store/outbox.ts';
import type { Store } from '#adapters/store/store.ts';
import { StoreError } from '#adapters/store/store-error.ts';
import type { TaskRecords } from '#adapters/store/task-records.ts';
import type { Effect } from '#core/effects.ts';
import type { TaskEvent } from '#core/events.ts';
import { type Problem, problem } from '#core/problem.ts';
import type { Clock } from '#ports/clock.ts';
import type { EffectRunner } from '#ports/engine.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Arrival } from './apply-event.ts';
import type { Try } from './effect-lanes.ts';
import type { EngineLimits } from './limits.ts';
import { nextTryMs, pauseMs } from './next-try.ts';

type Parts = {
  readonly store: Store;
  readonly records: TaskRecords;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EngineLimits;
  readonly run: EffectRunner;
  readonly deliver: (arrival: Omit<Arrival, 'nowMs'>) => Promise<unknown>;
};

const DONE: Try = { result: 'done' };
const STOPPED: Try = { result: 'stopped' };

/** Never rejects for what a runner or the store throws. */
export async function tryEffect(parts: Parts, waiting: WaitingEffect, signal: AbortSignal): Promise<Try> {
  const log = parts.log.child({ taskId: waiting.taskId, effectId: waiting.effect.id });
  const startedAtMs = parts.clock.nowMs();
  let isGoing = false;
  try {
    await attempt(parts, waiting, signal, () => {
      isGoing = true;
    });
    // What ended while the engine stops may have ended early: its row stays and it runs again after the restart.
    if (signal.aborted) return STOPPED;
    await parts.store.write((sql) => removeEffect(sql, waiting.effect.id));
    return DONE;
  } catch (error) {
    if (signal.aborted) return STOPPED;
    const before = isGoing ? afresh(parts, waiting, startedAtMs) : waiting;
    return settleFailure(parts, before, error, log).catch((unrecorded: unknown) =>
      hold(parts, before, unrecorded, log),
    );
  }
}

/** The trouble of before is over. What gets going and dies at once, again and again, is still tried ever more slowly. */
function afresh({ clock, limits }: Parts, waiting: WaitingEffect, startedAtMs: number): WaitingEffect {
  const hasLasted = clock.nowMs() - startedAtMs >= limits.longestPauseMs;
  return { ...waiting, failingSinceMs: null, tries: hasLasted ? 0 : waiting.tries };
}

async function attempt(
  parts: Parts,
  { taskId, effect }: WaitingEffect,
  signal: AbortSignal,
  gotGoing: () => void,
): Promise<void> {
  const task = parts.records.get(parts.store.read, taskId);
  if (task === undefined) throw new Error(`The task of effect ${effect.id} is gone.`);
  await parts.run(task, effect, signal, gotGoing);
}

async function settleFailure(parts: Parts, waiting: WaitingEffect, error: unknown, log: Log): Promise<Try> {
  // Without the store nothing can be recorded, not even that it was given up: hold on until it is back.
  if (error instanceof StoreError) return hold(parts, waiting, error, log);
  const failing = countFailure(waiting, parts.clock.nowMs());
  const atMs = retryTime(parts, failing, error);
  if (atMs === undefined) return giveUp(parts, failing, error, log);
  const postponed = { ...failing, nextTryAtMs: atMs };
  await parts.store.write((sql) => postponeEffect(sql, postponed));
  log.warn({ err: error, tries: failing.tries, nextTryAtMs: atMs }, 'effect failed, will be tried again');
  return { result: 'again', waiting: postponed };
}

type FailingEffect = WaitingEffect & { readonly failingSinceMs: number };

const countFailure = (waiting: WaitingEffect, nowMs: number): FailingEffect => ({
  ...waiting,
  tries: waiting.tries + 1,
  failingSinceMs: waiting.failingSinceMs ?? nowMs,
});

function retryTime({ clock, limits }: Parts, failing: FailingEffect, error: unknown): number | undefined {
  if (!(error instanceof PortError) || !error.retryable) return undefined;
  const { tries, failingSinceMs } = failing;
  return nextTryMs({ nowMs: clock.nowMs(), tries, failingSinceMs, retryAtMs: error.retryAtMs }, limits);
}

async function giveUp(parts: Parts, waiting: WaitingEffect, error: unknown, log: Log): Promise<Try> {
  const { taskId, effect, tries } = waiting;
  if (error instanceof PortError) log.warn({ err: error, tries }, 'effect given up');
  else log.error({ err: error, tries }, 'effect failed by a bug, given up');
  const event = effectFailed(effect, problemOf(error), parts.clock.nowMs());
  await parts.deliver({ taskId, event, ends: effect.id });
  return DONE;
}

/** Keeps the count in memory only: the store cannot take note just now, but the effect's row is still there. */
function hold({ clock, limits }: Parts, waiting: WaitingEffect, error: unknown, log: Log): Try {
  const tries = waiting.tries + 1;
  const nextTryAtMs = clock.nowMs() + pauseMs(tries, limits);
  log.error({ err: error, tries, nextTryAtMs }, 'effect cannot be recorded, it is held and tried again');
  return { result: 'again', waiting: { ...waiting, tries, nextTryAtMs } };
}

const problemOf = (error: unknown): Problem =>
  error instanceof PortError
    ? error.problem
    : problem('internal', error instanceof Error ? `${error.name}: ${error.message}` : String(error));

function effectFailed(effect: Effect, cause: Problem, atMs: number): TaskEvent {
  return {
    type: 'effect_failed',
    id: `${effect.id}:failed`,
    atMs,
    effect: effect.type,
    effectId: effect.id,
    problem: cause,
    ...('attempt' in effect ? { attempt: effect.attempt } : {}),
    ...('headSha' in effect ? { headSha: effect.headSha } : {}),
    ...('run' in effect ? { run: effect.run } : {}),
    ...(effect.type === 'page' ? { page: { no: effect.no, call: effect.call } } : {}),
    ...(effect.type === 'post_reply' ? { reply: { key: effect.key, reply: effect.reply } } : {}),
  };
}
