// What is known beside the failures themselves: facts of the forge and of earlier tasks, as data on the event that brings them.
import type { Sha } from '../ids.ts';
import type { VersionChange } from '../signals/versions/changed-versions.ts';
import type { Merged } from './merged.ts';
import type { InfraSign } from './signs.ts';
import type { TestCounts } from './test-counts.ts';

export type TriageEvidence = {
  readonly jobs: readonly FailedJob[];
  /** Runs of the same jobs on the base branch; null where they could not be asked for. */
  readonly base: BaseEvidence | null;
  /** What the flake table says of the tests that failed. */
  readonly flakes: readonly KnownTest[];
  /** Paths of the change that a failure leads to, by fine print: its own output names them, or its test imports them. */
  readonly mentions: readonly {
    readonly fine: string;
    readonly path: string;
    readonly how: 'output' | 'import';
  }[];
};

export type FailedJob = {
  readonly job: string;
  /** Null when no step failed: the runner died, or the job never began. */
  readonly failedStep: string | null;
  /** That step is the runner's own: setting up, checking out, cleaning up after an action. */
  readonly isRunnerStep?: boolean;
  readonly hasLog: boolean;
  /** What the end of the failed step says of machines, networks and services. */
  readonly signs: readonly InfraSign[];
  /** All of its tests are known to have run: those that are not among the failed have passed. */
  readonly isWhole?: boolean;
  /** As its test tools sum up. */
  readonly tests?: TestCounts;
  /** What its last green run used in another version. */
  readonly changedVersions?: readonly VersionChange[];
  /** The tree that it tested, where that is a merge with the base branch. */
  readonly merged?: Merged;
};

export type BaseEvidence = { readonly branch: string; readonly runs: readonly BaseRun[] };

/** The newest finished run of one job on one commit of the base branch. */
export type BaseRun = {
  readonly job: string;
  readonly sha: Sha;
  /** `base`: the commit that the task began from. `newest`: the newest of the branch that CI has judged. */
  readonly at: 'base' | 'newest';
  readonly outcome: 'passed' | 'failed';
  /** Fine prints of what failed; empty when it passed, or when its log is gone. */
  readonly prints: readonly string[];
};

/** One line of the flake table about a test that failed here. */
export type KnownTest = {
  readonly test: string;
  readonly status: 'healthy' | 'flaky' | 'broken';
  /** "failed and passed on abc1234": what the status rests on. */
  readonly because: string;
  /** Fine prints seen on other branches of late, with on how many. */
  readonly elsewhere: readonly { readonly fine: string; readonly branches: number }[];
};

export const NO_EVIDENCE: TriageEvidence = { jobs: [], base: null, flakes: [], mentions: [] };
