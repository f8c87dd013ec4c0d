// Time as a port, so that no test sleeps.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Resolves at or after `atMs`; rejects with the signal's reason when it aborts first. */
  sleepUntil(atMs: number, signal: AbortSignal): Promise<void>;
}
