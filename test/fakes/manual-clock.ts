// A clock that moves only when a test says so.
import type { Clock } from '#ports/clock.ts';

type Sleeper = { atMs: number; wake: () => void };

export type ManualClock = Clock & {
  /** Moves time on and wakes, in order, everybody whose time has come. */
  advance(durationMs: number): void;
  /** When the next sleeper wakes; undefined when nobody sleeps. */
  nextWakeAtMs(): number | undefined;
};

export function manualClock(startMs = 1_700_000_000_000): ManualClock {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  const inOrder = () => [...sleepers].sort((a, b) => a.atMs - b.atMs);
  return {
    nowMs: () => nowMs,
    nextWakeAtMs: () => inOrder()[0]?.atMs,
    advance(durationMs) {
      nowMs += durationMs;
      for (const sleeper of inOrder().filter(({ atMs }) => atMs <= nowMs)) sleeper.wake();
    },
    sleepUntil(atMs, signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (atMs <= nowMs) return Promise.resolve();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = () => {
        sleepers.delete(sleeper);
        signal.removeEventListener('abort', giveUp);
      };
      const giveUp = () => {
        leave();
        reject(signal.reason);
      };
      const sleeper = {
        atMs,
        wake: () => {
          leave();
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal.addEventListener('abort', giveUp);
      return promise;
    },
  };
}
