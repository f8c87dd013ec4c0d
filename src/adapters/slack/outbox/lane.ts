// One queue of calls under one of Slack's limits: after a 429 it keeps quiet for the Retry-After, and holds up no other lane.
import { WebAPIRateLimitedError } from '@slack/web-api';
import PQueue from 'p-queue';
import { type Clock, waitedUntil } from '#ports/clock.ts';

/** At most `calls` start in any period of `perMs`, `concurrency` of them at once. `calls` may be Infinity. */
export type Pace = { readonly calls: number; readonly perMs: number; readonly concurrency: number };

/** Longer waits are handed to the caller, which keeps them durably. */
const MAX_WAIT_MS = 60_000;
const MAX_TRIES = 4;

/** What is `soon` goes before what can wait; otherwise calls start in order. */
export type Urgency = 'soon' | 'can_wait';
const PRIORITY: Readonly<Record<Urgency, number>> = { soon: 1, can_wait: 0 };

export type Lane = {
  run<T>(call: () => Promise<T>, turn?: { readonly id: string; readonly urgency: Urgency }): Promise<T>;
  /** The call of this id, if it still waits, is urgent after all. */
  hurry(id: string): void;
  /** Whether a call would have to wait for the limit. */
  isFull(): boolean;
};

/** `signal` ends waiting, so that a stopping process is not held. */
export function lane(pace: Pace, clock: Clock, signal: AbortSignal): Lane {
  const queue = new PQueue({ concurrency: pace.concurrency });
  let quietUntilMs = 0;
  let startedAtMs: number[] = [];
  let isResting = false;

  async function patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      if (quietUntilMs > clock.nowMs()) await clock.sleepUntil(quietUntilMs, signal);
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof WebAPIRateLimitedError)) throw error;
        const waitMs = error.retryAfter * 1_000;
        quietUntilMs = Math.max(quietUntilMs, clock.nowMs() + Math.min(waitMs, MAX_WAIT_MS));
        if (tries === MAX_TRIES || waitMs > MAX_WAIT_MS) throw error;
        void rest();
      }
    }
  }

  function freeAtMs(): number {
    const nowMs = clock.nowMs();
    startedAtMs = startedAtMs.filter((atMs) => nowMs - atMs < pace.perMs);
    const full = startedAtMs.at(-pace.calls);
    return Math.max(quietUntilMs, full === undefined ? nowMs : full + pace.perMs);
  }

  /** Nothing is taken from the queue that may not start yet: what is urgent can still overtake it. */
  async function rest(): Promise<void> {
    if (isResting || freeAtMs() <= clock.nowMs()) return;
    isResting = true;
    queue.pause();
    while (freeAtMs() > clock.nowMs()) if (!(await waitedUntil(clock, freeAtMs(), signal))) return;
    isResting = false;
    queue.start();
  }

  return {
    run: (call, turn) =>
      queue.add(
        () => {
          startedAtMs.push(clock.nowMs());
          void rest();
          return patiently(call);
        },
        {
          signal,
          ...(turn === undefined
            ? { priority: PRIORITY.soon }
            : { id: turn.id, priority: PRIORITY[turn.urgency] }),
        },
      ),
    hurry(id) {
      try {
        queue.setPriority(id, PRIORITY.soon);
      } catch (error) {
        // It has just begun, or the process is stopping.
        if (!(error instanceof ReferenceError)) throw error;
      }
    },
    isFull: () => queue.size > 0 || freeAtMs() > clock.nowMs(),
  };
}
