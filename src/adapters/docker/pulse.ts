// Asks the engine now and then whether it is there: one that is frozen, or cut off without a word, closes no connection and answers no wait.
import type Docker from 'dockerode';
import type { Clock } from '#ports/clock.ts';
import { answered } from './answered.ts';
import { statusOf } from './engine-error.ts';

/** How long an engine may say nothing before what runs on it is lost. A busy one answers late. */
export const ENGINE_DEAD_AFTER_MS = 30_000;

type PulseDeps = { readonly docker: Docker; readonly clock: Clock; readonly engineDeadAfterMs: number };

/** Resolves when it is gone, and never before `over`. */
export async function engineGone(
  { docker, clock, engineDeadAfterMs }: PulseDeps,
  over: AbortSignal,
): Promise<'engine_gone'> {
  const everyMs = engineDeadAfterMs / 6;
  let heardAtMs = clock.nowMs();
  while (!over.aborted) {
    try {
      await clock.sleepUntil(clock.nowMs() + everyMs, over);
      await answered(docker.ping(), everyMs);
      heardAtMs = clock.nowMs();
    } catch (error) {
      // An answer that says no is one.
      if (statusOf(error) !== undefined) heardAtMs = clock.nowMs();
      else if (!over.aborted && clock.nowMs() - heardAtMs >= engineDeadAfterMs) return 'engine_gone';
    }
  }
  return await new Promise<never>(() => undefined);
}
