// Turns for writes: GitHub asks for a second between them, and for three where people are notified.
import type { Clock } from '#ports/clock.ts';

/** As the throttling plugin wants it: a queue for each key, of which it uses this method alone. */
export type Turns = {
  key(id: string): { schedule<T>(options: object, run: () => Promise<T>): Promise<T> };
};

/** In the order they came, each begins at least `gapMs` after the one before it. The first goes at once. */
export function turns(clock: Clock, gapMs: number): Turns {
  const last = new Map<string, Promise<number>>();
  const never = new AbortController().signal;
  const after = async (before: Promise<number> | undefined): Promise<number> => {
    if (before === undefined) return clock.nowMs();
    const dueMs = (await before) + gapMs;
    if (clock.nowMs() < dueMs) await clock.sleepUntil(dueMs, never);
    return clock.nowMs();
  };
  return {
    key: (id) => ({
      async schedule(_, run) {
        const turn = after(last.get(id));
        last.set(id, turn);
        await turn;
        return await run();
      },
    }),
  };
}
