// When a failed effect is tried again, or that it is given up: arithmetic only.
import type { EngineLimits } from './limits.ts';

export type Failure = {
  readonly nowMs: number;
  /** Tries that have failed so far, this one included. */
  readonly tries: number;
  readonly failingSinceMs: number;
  /** The time the other side named, where it did. */
  readonly retryAtMs?: number | undefined;
};

/** The next try's time, or undefined when the effect is given up. */
export function nextTryMs(failure: Failure, limits: EngineLimits): number | undefined {
  const { nowMs, failingSinceMs, retryAtMs } = failure;
  const isTold = retryAtMs !== undefined && retryAtMs > nowMs;
  const at = Math.max(nowMs + pauseMs(failure.tries, limits), isTold ? retryAtMs : 0);
  const allowedMs = isTold ? Math.max(limits.longestToldWaitMs, limits.giveUpAfterMs) : limits.giveUpAfterMs;
  return at - failingSinceMs <= allowedMs ? at : undefined;
}

/** No jitter: two tasks that failed together meet a queue of their own kind anyway, and a test can name the time. */
export function pauseMs(tries: number, { firstPauseMs, longestPauseMs }: EngineLimits): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries - 1, 30));
}
