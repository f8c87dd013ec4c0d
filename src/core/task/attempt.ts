// One run of an agent and what became of it.

import type { CiReport, Verdict } from '../ci/report.ts';
import type { Denials } from '../egress/denial.ts';
import type { ModelUsage } from '../egress/model/usage.ts';
import type { Sha } from '../ids.ts';
import type { Finding, PatchStats } from '../patch.ts';
import type { Probed } from '../probe/probe.ts';
import type { Relation } from '../progress/relation.ts';
import type { CiConfirmed, ProofRuns } from '../proof/proof.ts';
import type { Seen } from '../signals/bundle/completeness.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { RerunKind } from '../triage/reruns.ts';
import type { Triage } from '../triage/triage.ts';
import type { Resumed } from './session.ts';

export type ArtifactLink = { readonly name: string; readonly url: string; readonly sizeBytes: number };

/** A limit of one attempt was reached, and the agent was ended from outside. */
export type Cap = 'out_of_turns' | 'silent' | 'out_of_time';

export type AttemptOutcome =
  | 'finished'
  | 'agent_failed'
  | 'timed_out'
  | 'out_of_memory'
  | 'out_of_disk'
  | Cap
  | 'stopped'
  | 'could_not_run';

export type StopRuleName =
  | 'max_attempts'
  | 'max_runtime'
  | 'max_cost_usd'
  | 'max_ci_minutes'
  | 'max_turns'
  | 'max_silence'
  | 'max_attempt_time'
  | 'empty_patch'
  | 'same_patch'
  | 'no_progress'
  | 'oscillation'
  | 'getting_worse';

/** How one stop rule was evaluated after an attempt: kept even when it did not trip. */
export type StopRuleResult = {
  readonly rule: StopRuleName;
  readonly tripped: boolean;
  readonly measured: string;
  readonly limit: string;
};

/** One run of an agent and what became of it. Grows as it goes; never overwritten by a later attempt. */
export type Attempt = {
  readonly no: number;
  readonly round: number;
  /** Containers started for it; a crash starts another without spending the attempt. */
  readonly runs: number;
  /** The commit whose tree it began at. */
  readonly fromSha: Sha;
  /** The branch's newest commit when it was queued, where that is another: its own goes on top of this one, so that none is overwritten. */
  readonly onto?: Sha;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  readonly outcome?: AttemptOutcome;
  readonly exitCode?: number;
  /** The agent's own words: a claim, shown as such, never believed. */
  readonly summary?: string;
  /** Metered where `usage` is there, else the agent's own word. */
  readonly costUsd: number;
  readonly usage?: ModelUsage;
  /** What it was refused; absent where nothing was. */
  readonly denials?: Denials;
  /** What its agent remembers, which is kept under the agent's own name for it; absent unless it ended well. */
  readonly session?: { readonly id: string; readonly hasChange: boolean };
  /** Absent where it had no session to go on with. */
  readonly resumed?: Resumed;
  readonly artifacts: readonly ArtifactLink[];
  readonly patch?: PatchStats;
  readonly findings: readonly Finding[];
  /** Paths that it changed, as the publisher read them; at most MAX_PATHS. Absent in records of before they were kept. */
  readonly paths?: readonly string[];
  /** The commit that was pushed for it, and that commit's tree; the merge, once the base was brought in. */
  readonly headSha?: Sha;
  readonly tree?: Sha;
  /** When the base was merged into its branch, oldest first; at most MAX_BROUGHT. */
  readonly brought?: readonly Brought[];
  readonly ci?: CiReport;
  /** Runs of CI on its commit that were not its last, oldest first. */
  readonly reruns?: readonly Rerun[];
  readonly failures?: readonly FailureNote[];
  /** What failed in checks that decide nothing: named, and not to be mended. */
  readonly optional?: readonly FailureNote[];
  /** How complete its failures are. */
  readonly seen?: Seen;
  /** Whose its failures are. Absent in records of before that was asked. */
  readonly triage?: Triage;
  readonly progress?: Progress;
  /** What its failing tests did by themselves, in the sandbox; empty where that could not be found out. */
  readonly probed?: readonly Probed[];
  /** What they were refused there; absent where nothing was. */
  readonly probeDenials?: Denials;
  /** Runs of the tests on its commit, after CI's green. */
  readonly proof?: ProofRuns;
  /** Runs of all of CI on its commit, after CI's green. */
  readonly confirmed?: CiConfirmed;
  readonly stopRules: readonly StopRuleResult[];
};

/** Failed jobs of a commit were run again: what it looked like, and what had failed. */
export type Rerun = {
  readonly kind: RerunKind;
  readonly because: string;
  readonly atMs: number;
  readonly failures: readonly FailureNote[];
  /** Jobs of which every other test is known to have run and passed. Absent in records of before that was told. */
  readonly whole?: readonly string[];
};

/** No agent was at work for it, and no attempt was spent. */
export type Brought = {
  readonly atMs: number;
  /** What stood on the branch before, and what CI had said of it. */
  readonly headSha: Sha;
  readonly verdict?: Verdict;
  /** The commit of the base branch that was merged into it. */
  readonly baseSha: Sha;
};

export const MAX_BROUGHT = 20;

export const MAX_PATHS = 500;

/** Fingerprints of what is its own among this attempt's failures, against the attempt whose work it goes on from. */
export type Progress = {
  readonly relation?: Relation;
  readonly added: readonly string[];
  readonly persisting: readonly string[];
  readonly fixed: readonly string[];
};

/** What of an attempt's change weakens the judge: its green waits for a person. */
export const weakeningsOf = (attempt: Attempt): readonly Finding[] =>
  attempt.findings.filter(({ level }) => level === 'ask');

/** Its commit, also one that a merge of the base stands on by now. */
export const hasStoodAt = ({ headSha, brought = [] }: Attempt, commit: string): boolean =>
  headSha === commit || brought.some((each) => each.headSha === commit);

export const costOf = (attempts: readonly Attempt[]): number =>
  attempts.reduce((sum, attempt) => sum + attempt.costUsd, 0);

/** Red is CI's word, or a proof's after CI's green: the attempt is spent. */
export const isRed = (attempt: Attempt): boolean => attempt.ci?.verdict === 'red' || isRefuted(attempt);

export const isRefuted = ({ proof }: Attempt): boolean => proof !== undefined && proof.failed > 0;
