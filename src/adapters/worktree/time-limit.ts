// A limit on how long a supervised process may run.
import type { Clock } from '#ports/clock.ts';
import type { Supervised } from './supervise.ts';

/** Waits for the end; true when the time limit brought it. */
export async function endedOrTimedOut(
  clock: Clock,
  supervised: Supervised,
  deadlineMs: number,
): Promise<boolean> {
  const over = new AbortController();
  const limit = clock.sleepUntil(deadlineMs, over.signal).then(
    () => true,
    (error: unknown) => {
      if (over.signal.aborted) return false;
      throw error;
    },
  );
  try {
    const timedOut = await Promise.race([limit, supervised.ended.then(() => false)]);
    if (timedOut) supervised.kill();
    return timedOut;
  } finally {
    over.abort();
  }
}
