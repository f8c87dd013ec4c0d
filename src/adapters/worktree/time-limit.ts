// A limit on how long a supervised process may run.
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { Supervised } from './supervise.ts';

/** Waits for the end; true when the time limit brought it. */
export async function endedOrTimedOut(
  clock: Clock,
  supervised: Supervised,
  deadlineMs: number,
): Promise<boolean> {
  const over = new AbortController();
  const limit = waitedUntil(clock, deadlineMs, over.signal);
  try {
    const timedOut = await Promise.race([limit, supervised.ended.then(() => false)]);
    if (timedOut) supervised.kill();
    return timedOut;
  } finally {
    over.abort();
  }
}
