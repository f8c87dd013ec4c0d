// Everything that can happen to a task. Time and ids arrive on the event; an id seen before changes nothing.
import type { Activity } from './agents/activity.ts';
import type { CiReport } from './ci/report.ts';
import type { EffectType } from './effects.ts';
import type { Denials } from './egress/denial.ts';
import type { ModelUsage } from './egress/model/usage.ts';
import type { Sha, TaskId } from './ids.ts';
import type { Finding, PatchStats } from './patch.ts';
import type { Actor } from './people.ts';
import type { Policy } from './policy.ts';
import type { Probed } from './probe/probe.ts';
import type { Problem } from './problem.ts';
import type { ProofPhase } from './proof/proof.ts';
import type { QuietBecause } from './quiet.ts';
import type { FailureNote } from './signals/failure-signal.ts';
import type { ArtifactLink, AttemptOutcome } from './task/attempt.ts';
import type { Extension, ReviewNote } from './task/people.ts';
import type { RepoRef, TaskRequest } from './task/request.ts';
import type { SessionEnd } from './task/session.ts';
import type { CollectedFailures, TimerName } from './task/state.ts';
import type { MessageRef, PullRequest, UntoldReply } from './task/task.ts';

type Base = { readonly id: string; readonly atMs: number };

export type TaskEvent = Base &
  (
    | {
        readonly type: 'requested';
        readonly taskId: TaskId;
        readonly request: TaskRequest;
        readonly repo: RepoRef;
        readonly branch: string;
        readonly baseBranch: string | null;
        readonly agent: string;
        readonly policy: Policy;
        readonly policyDigest: string;
      }
    | {
        readonly type: 'prepared';
        readonly baseBranch: string;
        readonly baseSha: Sha;
        readonly policy: Policy;
        readonly policyDigest: string;
      }
    | { readonly type: 'card_shown'; readonly card: MessageRef }
    /** What the chat would not take before is there now. */
    | { readonly type: 'told'; readonly what: 'card' }
    | { readonly type: 'told'; readonly what: 'reply'; readonly key: string }
    /** The chat may take messages again: the bot has started, or another task could speak. */
    | { readonly type: 'chat_back' }
    /** Somebody acted on a card that shows an older state. */
    | { readonly type: 'card_outdated' }
    /** `notes`: how many of the task's its brief holds. */
    | { readonly type: 'attempt_started'; readonly attempt: number; readonly notes?: number }
    /** What the agent is doing, now and then. */
    | {
        readonly type: 'attempt_progressed';
        readonly attempt: number;
        readonly run: number;
        readonly activity: Activity;
      }
    | {
        readonly type: 'attempt_ended';
        readonly attempt: number;
        readonly run: number;
        readonly outcome: AttemptOutcome;
        readonly exitCode?: number;
        readonly summary?: string;
        readonly question?: string;
        readonly costUsd: number;
        readonly hasChange: boolean;
        readonly artifacts: readonly ArtifactLink[];
        readonly problem?: Problem;
        /** What it was refused. */
        readonly denials?: Denials;
        /** Metered, and then what it cost is known; else `costUsd` is the agent's word. */
        readonly usage?: ModelUsage;
        readonly session?: SessionEnd;
      }
    /** The commit stands on the branch: on record at once, so that nobody takes it for somebody else's. */
    | {
        readonly type: 'pushed';
        readonly attempt: number;
        readonly headSha: Sha;
        readonly tree?: Sha;
        readonly patch: PatchStats;
        readonly findings: readonly Finding[];
        readonly paths?: readonly string[];
      }
    | {
        readonly type: 'published';
        readonly attempt: number;
        readonly pullRequest: PullRequest;
      }
    | {
        readonly type: 'publish_refused';
        readonly attempt: number;
        readonly findings: readonly Finding[];
        readonly patch: PatchStats | null;
      }
    /** The bundle held no difference from its starting commit after all. */
    | { readonly type: 'publish_empty'; readonly attempt: number }
    /** The branch was not where Greenlight left it: nothing was pushed. Null when it is gone. */
    | { readonly type: 'push_conflicted'; readonly attempt: number; readonly actualSha: Sha | null }
    /** The base stands in the branch: `headSha` is the merge, or `fromSha` where there was nothing to bring. */
    | {
        readonly type: 'base_brought';
        readonly attempt: number;
        readonly fromSha: Sha;
        readonly headSha: Sha;
        readonly baseSha: Sha;
        readonly tree?: Sha;
      }
    /** The change and the base's newest commit touch the same lines of these files: nothing was pushed. */
    | { readonly type: 'base_conflicted'; readonly attempt: number; readonly paths: readonly string[] }
    /** What failed on the base of a waiting task passes on the base branch's newest commit. */
    | { readonly type: 'base_mended'; readonly baseSha: Sha }
    | { readonly type: 'ci_observed'; readonly report: CiReport }
    | ({ readonly type: 'failures_collected'; readonly headSha: Sha } & CollectedFailures)
    | {
        readonly type: 'probed';
        readonly headSha: Sha;
        readonly results: readonly Probed[];
        readonly denials?: Denials;
      }
    /** A run of the proof has its slot: the time of the proof counts from here. */
    | { readonly type: 'proof_started'; readonly phase: ProofPhase; readonly sha: Sha }
    /** One run of a proof has ended by itself; what was cut short is not told. */
    | {
        readonly type: 'proof_progressed';
        readonly phase: ProofPhase;
        readonly sha: Sha;
        readonly run: number;
        readonly result: 'passed' | 'failed' | 'could_not_run';
        /** How a run that did not pass ended, in a few words. */
        readonly why?: string;
        readonly log?: ArtifactLink;
        /** What a failed run on a head leaves for the next attempt. */
        readonly failures?: readonly FailureNote[];
        readonly denials?: Denials;
      }
    /** A webhook says something may have changed for this commit: a hint to read CI again, never a result. */
    | { readonly type: 'ci_hinted'; readonly headSha: Sha }
    /** The task's branch was moved to a commit that Greenlight did not push; null where it was deleted. */
    | { readonly type: 'branch_moved'; readonly headSha: Sha | null; readonly by: string }
    | { readonly type: 'pull_request_closed'; readonly by: string; readonly mergeSha: Sha | null }
    | { readonly type: 'pull_request_drafted'; readonly by: string }
    | { readonly type: 'changes_requested'; readonly by: string; readonly comment: string }
    | {
        readonly type: 'approve';
        readonly actor: Actor;
        readonly headSha: Sha | null;
        readonly revision: number | null;
      }
    | {
        readonly type: 'retry';
        readonly actor: Actor;
        readonly hint: string | null;
        readonly revision: number | null;
        /** What reviewers said on the pull request is to be taken up as well. */
        readonly review?: true;
        /** Of a commit that waits for approval: it is not what was wanted, and `hint` says what is. */
        readonly changes?: true;
      }
    /** What people who may push said on the pull request since it was read last, for this round's attempts. */
    | { readonly type: 'review_read'; readonly round: number; readonly notes: readonly ReviewNote[] }
    /** Words in the task's thread that are no command. */
    | { readonly type: 'said'; readonly actor: Actor; readonly text: string }
    | { readonly type: 'abort'; readonly actor: Actor; readonly revision: number | null }
    /** `untilMs` is null where it lasts until the task rests. */
    | { readonly type: 'mute'; readonly actor: Actor; readonly untilMs: number | null }
    | { readonly type: 'unmute'; readonly actor: Actor }
    /** It is quiet now: this reply was not posted, or posted without its ping. */
    | {
        readonly type: 'held_back';
        readonly reply: UntoldReply;
        readonly untilMs: number | null;
        readonly because: QuietBecause;
      }
    /** Somebody's mute, or the quiet hours of a channel, are no more: what was held for them is told. */
    | { readonly type: 'quiet_over' }
    /** `ceiling`: what the operator allows in this repository. */
    | {
        readonly type: 'extend';
        readonly actor: Actor;
        readonly limits: Extension['limits'];
        readonly ceiling: Required<Extension['limits']>;
      }
    | { readonly type: 'take'; readonly actor: Actor }
    /** Asked for the same, and is called back with the requester. */
    | { readonly type: 'join'; readonly actor: Actor }
    | { readonly type: 'escalate'; readonly actor: Actor; readonly reason: string }
    | { readonly type: 'acknowledge'; readonly actor: Actor }
    /** It is quiet, and the call waits for that to end; null: nobody knows when that is. `call` counts from 1. */
    | {
        readonly type: 'call_postponed';
        readonly no: number;
        readonly call: number;
        readonly untilMs: number | null;
      }
    | { readonly type: 'marked_ready' }
    | { readonly type: 'merge_done'; readonly mergeSha: Sha }
    | { readonly type: 'timer_fired'; readonly name: TimerName; readonly dueAtMs: number }
    /** Logs and bundles of the attempts up to this number are gone. */
    | { readonly type: 'artifacts_removed'; readonly attempts: number; readonly afterDays: number }
    /** An effect was given up: it cannot succeed, or did not within its retries. */
    | {
        readonly type: 'effect_failed';
        readonly effect: EffectType;
        readonly effectId: string;
        readonly attempt?: number;
        readonly headSha?: Sha;
        readonly run?: number;
        /** Of a page: the escalation, and which of its calls. */
        readonly page?: { readonly no: number; readonly call: number };
        /** Of a reply: what it would have told. */
        readonly reply?: UntoldReply;
        readonly problem: Problem;
      }
  );

export type EventType = TaskEvent['type'];
export type EventOf<T extends EventType> = Extract<TaskEvent, { type: T }>;
