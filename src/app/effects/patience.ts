// How long words for a person wait for a chat that is away: a decision that nobody is told of would wait for ever.
import type { Clock } from '#ports/clock.ts';
import { PortError } from '#ports/port-error.ts';

/** The engine's own pauses grow beyond this. */
const COME_BACK_AFTER_MS = 1_000;

/** An outage without a word on its end is waited for as long as one whose end was told. */
export async function patiently<T>(clock: Pick<Clock, 'nowMs'>, talk: () => Promise<T>): Promise<T> {
  try {
    return await talk();
  } catch (error) {
    const isOutage =
      error instanceof PortError &&
      error.problem.code === 'chat_unavailable' &&
      error.retryable &&
      error.retryAtMs === undefined;
    if (!isOutage) throw error;
    const retryAtMs = clock.nowMs() + COME_BACK_AFTER_MS;
    throw new PortError(error.problem, { retryable: true, retryAtMs, cause: error });
  }
}
