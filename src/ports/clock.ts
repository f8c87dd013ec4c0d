// Time as a port, so that no test sleeps.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Resolves at or after `atMs`; rejects with the signal's reason when it aborts first. */
  sleepUntil(atMs: number, signal: AbortSignal): Promise<void>;
}

/** True once it is `atMs`, false as soon as the signal aborts. */
export async function waitedUntil(clock: Clock, atMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleepUntil(atMs, signal);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  }
}
