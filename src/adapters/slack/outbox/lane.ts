// One queue of calls under one of Slack's limits: after a 429 it keeps quiet for the Retry-After, and holds up no other lane.
import { WebAPIRateLimitedError } from '@slack/web-api';
import PQueue from 'p-queue';
import type { Clock } from '#ports/clock.ts';

/** At most `calls` start in any period of `perMs`, `concurrency` of them at once. `calls` may be Infinity. */
export type Pace = { readonly calls: number; readonly perMs: number; readonly concurrency: number };

/** Longer waits are handed to the caller, which keeps them durably. */
const MAX_WAIT_MS = 60_000;
const MAX_TRIES = 4;

export type Lane = {
  run<T>(call: () => Promise<T>): Promise<T>;
  /** Whether a call would have to wait for the limit. */
  isFull(): boolean;
};

/** Calls start in order. `signal` ends waiting, so that a stopping process is not held. */
export function lane(pace: Pace, clock: Clock, signal: AbortSignal): Lane {
  const queue = new PQueue({
    concurrency: pace.concurrency,
    ...(Number.isFinite(pace.calls) ? { intervalCap: pace.calls, interval: pace.perMs, strict: true } : {}),
  });
  let quietUntilMs = 0;
  let startedAtMs: number[] = [];

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
      }
    }
  }
  function startsOfPeriod(): number[] {
    const nowMs = clock.nowMs();
    startedAtMs = startedAtMs.filter((atMs) => nowMs - atMs < pace.perMs);
    return startedAtMs;
  }

  return {
    run: (call) =>
      queue.add(
        () => {
          startsOfPeriod().push(clock.nowMs());
          return patiently(call);
        },
        { signal },
      ),
    isFull: () => queue.size > 0 || startsOfPeriod().length >= pace.calls || quietUntilMs > clock.nowMs(),
  };
}
