// How many runs a proof asks for at a time, and when its answer is clear.
import type { Sha } from '../ids.ts';
import type { ProofPhase, ProofRuns } from './proof.ts';

/** Runs of one proof that are wanted at once, at most; how many of them run is a matter of free slots. */
export const SIDE_BY_SIDE = 8;
/** That many failures on base beside a pass show the flake: more runs would only say how flaky it is. */
export const CLEARLY_FLAKY = 3;
/**
 * That many without a single pass are no flake: the base is broken, or the sandbox lacks something. Tests that fail in four
 * runs of five look like that by chance in 0.8^20, one time in 87; with 8 it would be one in 6.
 */
export const CLEARLY_BROKEN = 20;

export const noRuns = (sha: Sha, wanted: number): ProofRuns => ({
  sha,
  wanted,
  passed: 0,
  failed: 0,
  asked: 0,
});

/** The next runs by number, beside those that are under way: never more than could still be needed. */
export function askForMore(
  runs: ProofRuns,
  open: readonly number[],
): { readonly runs: ProofRuns; readonly asked: readonly number[] } {
  const needed = runs.wanted - runs.passed - runs.failed - open.length;
  const count = Math.max(0, Math.min(needed, SIDE_BY_SIDE - open.length));
  const asked = Array.from({ length: count }, (_, index) => runs.asked + 1 + index);
  return { runs: { ...runs, asked: runs.asked + count }, asked };
}

export type ProofAnswer = 'open' | 'shown' | 'not_shown' | 'always_fails' | 'proved' | 'refuted';

/** `shown`, `not_shown` and `always_fails` are answers of a baseline: the tests fail now and then, never did, or never passed. */
export function answerOf(phase: ProofPhase, { wanted, passed, failed }: ProofRuns): ProofAnswer {
  const isOver = passed + failed >= wanted;
  if (phase === 'head') return failed > 0 ? 'refuted' : isOver ? 'proved' : 'open';
  if (passed === 0) return isOver || failed >= CLEARLY_BROKEN ? 'always_fails' : 'open';
  if (failed >= CLEARLY_FLAKY) return 'shown';
  return isOver ? (failed > 0 ? 'shown' : 'not_shown') : 'open';
}
