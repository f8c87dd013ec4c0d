// The proof of a fix for flaky tests: how often the tests failed before, and that as many runs pass after. Data only.
import type { Sha } from '../ids.ts';

/** `baseline` on the base branch before the first attempt, `head` on a pushed commit after CI's green. */
export type ProofPhase = 'baseline' | 'head';

/** What a task that is to be proved carries. */
export type Proof = {
  /** Runs of each phase, at least 1. */
  readonly wanted: number;
  readonly because: 'asked' | 'recognised';
  /** Tests the request names; none means the whole command. */
  readonly tests: readonly string[];
  readonly baseline?: ProofRuns;
  /** The command is none that can be run: CI decides alone. */
  readonly couldNotRun?: true;
};

/** Runs at one commit. A run that was cut short counts for nothing, and its number is never given again. */
export type ProofRuns = {
  readonly sha: Sha;
  readonly wanted: number;
  readonly passed: number;
  readonly failed: number;
  /** The highest number given to a run. */
  readonly asked: number;
  /** Set when nothing more is asked for: the answer is clear, or the time is over. */
  readonly endedAtMs?: number;
  /** The first failure: which run, how it ended in a few words, and where its log is. */
  readonly failure?: ProofFailure;
};

export type ProofFailure = { readonly run: number; readonly why: string; readonly logUrl?: string };
