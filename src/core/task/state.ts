// Where a task stands: its states, what it waits for in them, and its timers.

import type { Activity } from '../agents/activity.ts';
import type { EffectType } from '../effects.ts';
import type { Sha } from '../ids.ts';
import type { Person } from '../people.ts';
import type { ProbeRun } from '../probe/probe.ts';
import type { ProblemCode } from '../problem.ts';
import type { ProofPhase } from '../proof/proof.ts';
import type { Seen } from '../signals/bundle/completeness.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { TriageEvidence } from '../triage/evidence.ts';
import type { ArtifactLink, StopRuleName } from './attempt.ts';
import type { Task } from './task.ts';

export type NeedsHumanCode =
  | ProblemCode
  | 'human_pushed'
  | 'pull_request_closed'
  | 'pull_request_drafted'
  | 'changes_requested'
  | 'no_review_remarks'
  | 'agent_asked'
  | 'taken_over'
  | 'patch_refused'
  | 'tests_weakened'
  | 'proof_no_command'
  | 'proof_never_failed'
  | 'proof_always_fails'
  | 'proof_no_ci_runs'
  | 'proof_out_of_time'
  | 'proof_could_not_run'
  | 'ci_action_required'
  | 'ci_no_checks'
  | 'ci_infrastructure'
  | 'ci_base_broken'
  | 'ci_broken_by_merge'
  | 'base_conflicts'
  | 'ci_flaky'
  | 'ci_cancelled'
  | 'ci_timed_out'
  | 'ci_unknown';

/** `detail` is untrusted and bounded; `by` a person's name on the forge or in the chat. */
export type NeedsHuman = {
  readonly code: NeedsHumanCode;
  readonly detail: string;
  readonly by?: string;
  /** The effect that was given up, where that is why. */
  readonly failed?: EffectType;
};

/** How far the verdict of an awaited commit has come. */
export type CiStage =
  /**
   * `not`: the digest of the result that was run again, which may still be shown for a moment. `old`: jobs of it; while
   * one of them is shown, not all has been run again.
   */
  | { readonly name: 'waiting'; readonly not?: string; readonly old?: readonly number[] }
  /** It is run again when a while has passed; `not` as above. */
  | { readonly name: 'backing_off'; readonly not: string; readonly untilMs: number }
  | { readonly name: 'settling'; readonly digest: string; readonly sinceMs: number }
  | { readonly name: 'collecting' }
  /** Tests in doubt run by themselves, and what was collected waits for what they say. */
  | { readonly name: 'probing'; readonly plan: readonly ProbeRun[]; readonly collected: CollectedFailures };

/** What was read of a red commit. */
export type CollectedFailures = {
  readonly failures: readonly FailureNote[];
  /** Of checks that decide nothing. */
  readonly optional?: readonly FailureNote[];
  /** How complete that is. */
  readonly seen?: Seen;
  readonly artifacts: readonly ArtifactLink[];
  readonly evidence?: TriageEvidence;
};

/** CI has spoken, and what follows from it is being found out: nothing that it says meanwhile changes that. */
export const isJudging = ({ name }: CiStage): boolean => name === 'collecting' || name === 'probing';

export type TaskState =
  | { readonly name: 'requested' }
  | { readonly name: 'queued'; readonly attempt: number; readonly sinceMs: number }
  | {
      readonly name: 'working';
      readonly attempt: number;
      readonly run: number;
      readonly startedAtMs: number;
      readonly stopping?: StopRuleName;
      readonly activity?: Activity;
    }
  | {
      readonly name: 'publishing';
      readonly attempt: number;
      readonly stopAfter?: StopRuleName;
      /** The base is merged into the branch; the attempt's own change stands there. */
      readonly bringsBase?: true;
    }
  | {
      readonly name: 'awaiting_ci';
      readonly attempt: number;
      readonly headSha: Sha;
      readonly sinceMs: number;
      readonly stage: CiStage;
      readonly reruns: number;
    }
  | {
      readonly name: 'proving';
      readonly phase: ProofPhase;
      readonly sha: Sha;
      /** Set on a head. */
      readonly attempt?: number;
      readonly sinceMs: number;
      /** When the first run got its slot. */
      readonly startedAtMs?: number;
      /** Numbers of the runs that are asked for and have not ended. */
      readonly open: readonly number[];
    }
  | { readonly name: 'green'; readonly headSha: Sha; readonly atMs: number }
  | { readonly name: 'blocked'; readonly rule: StopRuleName; readonly atMs: number; readonly headSha?: Sha }
  | {
      readonly name: 'needs_human';
      readonly reason: NeedsHuman;
      readonly atMs: number;
      readonly headSha?: Sha;
    }
  | {
      readonly name: 'approved';
      readonly step: 'marking_ready' | 'merging';
      readonly headSha: Sha;
      readonly by: Person | null;
      readonly atMs: number;
    }
  | { readonly name: 'merged'; readonly mergeSha: Sha; readonly by: string; readonly atMs: number }
  | { readonly name: 'ready_for_review'; readonly headSha: Sha; readonly by: string; readonly atMs: number }
  | { readonly name: 'aborted'; readonly by: Person; readonly atMs: number };

export type StateName = TaskState['name'];

/** Each name is set at most once at a time; a firing whose due time is not the one on the task is stale. */
export type TimerName =
  | 'max_runtime'
  | 'ci_poll'
  | 'ci_settle'
  | 'ci_deadline'
  /** Failed jobs are run again after a pause. */
  | 'ci_rerun'
  | 'proof_deadline'
  /** What the chat would not take is told again. */
  | 'tell_again'
  /** The forge is asked what people did there while the task rested. */
  | 'look_out'
  /** A mute ends, or something that was held back may be told. */
  | 'quiet_end'
  /** Nobody has answered, or acknowledged: the next step of the ladder. */
  | 'escalation'
  /** An approval waits for another one, and not for ever. */
  | 'approval_expiry';

/** States that wait for a person or for nobody: nothing runs in them, and only what others do wakes them. */
const RESTING: ReadonlySet<StateName> = new Set([
  'green',
  'blocked',
  'needs_human',
  'merged',
  'ready_for_review',
  'aborted',
]);

export const isResting = (task: Pick<Task, 'state'>): boolean => RESTING.has(task.state.name);

/** States that nothing leaves, not even a person's click. */
export const isClosed = (task: Pick<Task, 'state'>): boolean =>
  task.state.name === 'merged' || task.state.name === 'ready_for_review';

/** Nothing more comes of it, unless a person retries what was aborted. */
export const isOver = (task: Pick<Task, 'state'>): boolean => isClosed(task) || task.state.name === 'aborted';
