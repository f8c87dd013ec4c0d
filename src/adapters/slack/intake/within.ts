// Waiting for a promise, but not for longer than somebody else waits for us.
import type { Clock } from '#ports/clock.ts';

/** Late when `work` has not settled after `patienceMs`; never rejects, `work` keeps its own result. */
export async function withinMs(
  work: Promise<unknown>,
  patienceMs: number,
  clock: Clock,
): Promise<{ isLate: boolean }> {
  const timer = new AbortController();
  const late = clock.sleepUntil(clock.nowMs() + patienceMs, timer.signal).then(
    () => ({ isLate: true }),
    () => ({ isLate: false }),
  );
  const settled = work.then(
    () => ({ isLate: false }),
    () => ({ isLate: false }),
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    timer.abort(new Error('no longer needed'));
  }
}
