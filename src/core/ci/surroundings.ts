// What stands around the checks of a commit: what is required of it, what its base branch usually shows, what may keep CI from starting.
import type { Sha } from '../ids.ts';

/** Who says that a check is required: `forge` is the forge's own answer for a check that exists. */
export type RequiredFrom = 'ruleset' | 'branch_protection' | 'forge' | 'policy';

export type RequiredCheck = {
  readonly name: string;
  /** Only this app's check counts; null where any may report it. */
  readonly appId: number | null;
  readonly from: RequiredFrom;
};

/** Rules that could not be read: what they require is unknown, which is not the same as nothing. */
export type UnreadRules = 'rulesets' | 'branch_protection';

/** A check of the newest green commit of the base branch. */
export type SeenOnBase = {
  readonly name: string;
  readonly app: string | null;
  /** From the first check of that commit to the start of this one. */
  readonly lagMs: number;
};

/** One finished run of a workflow, from being asked for to its end: waiting for a runner is part of it. */
export type PastRun = { readonly workflow: string; readonly durationMs: number };

export type BaseHistory = {
  /** Null where none is known. */
  readonly greenSha: Sha | null;
  /** Checks that also run outside the base branch, as far as that can be told. Empty where the rules tell what is required. */
  readonly seen: readonly SeenOnBase[];
  /** Newest first, the base branch's own; of all branches where the base has too few. */
  readonly runs: readonly PastRun[];
};

/** One file below .github/workflows, as the commit has it. */
export type WorkflowFact = {
  readonly path: string;
  /** The forge's word: active, disabled_manually, disabled_inactivity, disabled_fork. */
  readonly state: string;
  /** Names that its jobs report as, up to the first expression or matrix value. */
  readonly jobs: readonly string[];
  /** Null where it does not run on pull requests at all, or its triggers cannot be read. */
  readonly onPullRequest: PathFilter | null;
  readonly onPush: PathFilter | null;
};

export type PathFilter = {
  readonly paths: readonly string[] | null;
  readonly pathsIgnore: readonly string[] | null;
  readonly branches: readonly string[] | null;
};

/** Read only when nothing came that should have come. */
export type CiObstacles = {
  readonly commitMessage: string | null;
  readonly baseBranch: string;
  readonly branch: string;
  readonly workflows: readonly WorkflowFact[];
  /** Null where they could not be told completely. */
  readonly changedPaths: readonly string[] | null;
  /** Null where Greenlight may not ask. */
  readonly actionsEnabled: boolean | null;
};

/** Requests that the forge answered; `free` of them were "nothing has changed", which costs nothing of the hourly allowance. */
export type ApiUse = { readonly calls: number; readonly free: number };
