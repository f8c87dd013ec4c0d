// The proof of a fix for flaky tests: how often the tests failed before, and that as many runs pass after. Data only.
import type { Denials } from '../egress/denial.ts';
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
  /** No command is known, or none that can be run: CI decides alone, and whoever asked was told. */
  readonly couldNotRun?: true;
  /** CI has no run that could be started again, and whoever decides has accepted that. */
  readonly ciCouldNotRun?: true;
};

/** How often CI passed a commit as a whole, after its first green. */
export type CiConfirmed = {
  readonly sha: Sha;
  readonly wanted: number;
  /** Times that it was started again. */
  readonly asked: number;
  readonly passed: number;
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
  /** What all of them were refused; absent where nothing was. */
  readonly denials?: Denials;
};

export type ProofFailure = { readonly run: number; readonly why: string; readonly logUrl?: string };
