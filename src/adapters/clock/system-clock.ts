// The machine's own clock behind the Clock port.
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#ports/clock.ts';

/** Timers count running time; a machine that was suspended wakes late by no more than this. */
const LONGEST_NAP_MS = 30_000;

export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    async sleepUntil(atMs, signal) {
      signal.throwIfAborted();
      for (let leftMs = atMs - Date.now(); leftMs > 0; leftMs = atMs - Date.now()) {
        await nap(Math.min(leftMs, LONGEST_NAP_MS), signal);
      }
    },
  };
}

async function nap(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(durationMs, undefined, { signal });
  } catch (error) {
    // The platform rejects with an AbortError of its own; the port promises the signal's reason.
    signal.throwIfAborted();
    throw error;
  }
}
