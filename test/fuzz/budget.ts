// How long a fuzz test looks: some hundred inputs, always the same, where nobody says otherwise; FUZZ_SECONDS for each target by hand, anew each time.
import type fc from 'fast-check';

const SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
const UNBOUNDED = 1_000_000_000;
const REST_MS = 60_000;

/** `runs`: what CI can afford of this target. A failure names seed and path; FAST_CHECK_SEED tries that seed again. */
export function fuzzing(runs: number): fc.Parameters<unknown> {
  if (SECONDS === 0) return { numRuns: runs };
  const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);
  return {
    seed,
    numRuns: UNBOUNDED,
    interruptAfterTimeLimit: SECONDS * 1_000,
    markInterruptAsFailure: false,
  };
}

export const FUZZ_TIMEOUT_MS = SECONDS * 1_000 + REST_MS;

/** No input, however it is made, may keep a reader busy for long: a machine that is shared makes ten of one second. */
const PATIENCE_MS = 10_000;

export function inTime<T>(read: () => T): T {
  const beganMs = performance.now();
  const result = read();
  const tookMs = performance.now() - beganMs;
  if (tookMs > PATIENCE_MS) throw new Error(`it took ${Math.round(tookMs)} ms`);
  return result;
}
