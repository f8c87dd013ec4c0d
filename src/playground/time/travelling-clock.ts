// A clock that can be set ahead: whoever sleeps until a moment that was jumped over wakes at once.
import type { Clock } from '#ports/clock.ts';

export interface TravellingClock extends Clock {
  setAhead(aheadMs: number): void;
}

export function travellingClock(machine: Clock, startAheadMs = 0): TravellingClock {
  let aheadMs = startAheadMs;
  let travel = new AbortController();
  const nowMs = () => machine.nowMs() + aheadMs;
  return {
    nowMs,
    setAhead(ms) {
      aheadMs = ms;
      const over = travel;
      travel = new AbortController();
      over.abort();
    },
    async sleepUntil(atMs, signal) {
      signal.throwIfAborted();
      while (nowMs() < atMs) {
        const { signal: travelled } = travel;
        try {
          await machine.sleepUntil(atMs - aheadMs, AbortSignal.any([signal, travelled]));
        } catch (error) {
          signal.throwIfAborted();
          if (!travelled.aborted) throw error;
        }
      }
    },
  };
}
