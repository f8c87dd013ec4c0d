// The task: everything Greenlight knows about one request, as plain JSON data. Only `transition` makes a new one.
import type { Activity } from './agents/activity.ts';
import type { CiReport, Verdict } from './ci/report.ts';
import type { EffectType, Reply } from './effects.ts';
import type { Denials } from './egress/denial.ts';
import type { ModelUsage } from './egress/model/usage.ts';
import type { Escalation } from './escalation.ts';
import type { Sha, TaskId } from './ids.ts';
import type { Finding, PatchStats } from './patch.ts';
import type { Person, Via } from './people.ts';
import type { Policy } from './policy.ts';
import type { Probed, ProbeRun } from './probe/probe.ts';
import type { ProblemCode } from './problem.ts';
import type { Relation } from './progress/relation.ts';
import type { CiConfirmed, Proof, ProofPhase, ProofRuns } from './proof/proof.ts';
import type { Mute } from './quiet.ts';
import type { Seen } from './signals/bundle/completeness.ts';
import type { FailureNote } from './signals/failure-signal.ts';
import type { TriageEvidence } from './triage/evidence.ts';
import type { RerunKind } from './triage/reruns.ts';
import type { Triage } from './triage/triage.ts';

/** Raised whenever a stored task of the older shape would be misread; older code refuses newer tasks. */
export const TASK_VERSION = 1;

export type RepoRef = { readonly owner: string; readonly name: string };
/** Where a message stands in the chat. `ts` is the chat's own id of it. */
export type MessageRef = { readonly channelId: string; readonly ts: string };
export type ArtifactLink = { readonly name: string; readonly url: string; readonly sizeBytes: number };

export type Priority = 'low' | 'normal' | 'high';

export type TaskRequest = {
  /** What was asked, free text, untrusted, at most MAX_REQUEST_CHARS. */
  readonly text: string;
  readonly requester: Person;
  readonly teamId: string;
  readonly channelId: string;
  /** Set when it was asked inside a thread: the card goes there. */
  readonly threadTs?: string;
  /** The message that it was asked for from, as a link. */
  readonly originUrl?: string;
  /** Who goes first where attempts wait for a slot; absent: normal. */
  readonly priority?: Priority;
  /** `prove=N`: the fix is to be proved by this many runs. */
  readonly proveRuns?: number;
  readonly requestedAtMs: number;
  /** Absent in records of before it was kept. */
  readonly via?: Via;
};
export const MAX_REQUEST_CHARS = 4_000;

/** Attempts between two human decisions. A retry opens the next one with fresh limits. */
export type Round = {
  readonly no: number;
  readonly openedAtMs: number;
  readonly openedBy: Person;
  readonly hint?: string;
  /** What a person was asked, by the agent or by a reviewer, when they opened this round. */
  readonly answers?: NeedsHuman;
  /** When the first attempt of this round began, moved on by as long as a person was waited for: `maxRuntimeMs` counts from here. */
  readonly startedAtMs?: number;
};

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

export type PullRequest = {
  readonly number: number;
  readonly url: string;
  readonly draft: boolean;
  /** Somebody closed it, and merged nothing. */
  readonly closed?: true;
};

/** Who decided what: shown on the card, and told to whoever comes second. */
export type Decision = {
  readonly action: 'approve' | 'retry' | 'abort' | 'take';
  readonly by: Person;
  readonly atMs: number;
  readonly headSha?: Sha;
  /** Of an approval: since when what it approves had been waiting. Only those of one wait count together. */
  readonly waitingSinceMs?: number;
  readonly hint?: string;
};

/** A person gave it more than its policy said. */
export type Extension = {
  readonly by: Person;
  readonly atMs: number;
  readonly limits: Partial<Pick<Policy, 'maxAttempts' | 'maxRuntimeMs' | 'maxCostUsd'>>;
};
export const MAX_EXTENSIONS = 20;

/** Said by a person in the thread; untrusted in its form, and an instruction all the same. */
export type Note = {
  readonly by: Person;
  readonly text: string;
  readonly atMs: number;
  /** The first attempt whose brief has it; absent while it waits for one. */
  readonly toldIn?: number;
};

export type NeedsHumanCode =
  | ProblemCode
  | 'human_pushed'
  | 'pull_request_closed'
  | 'pull_request_drafted'
  | 'changes_requested'
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
  | 'escalation';

export type UntoldReply = { readonly key: string; readonly reply: Reply };

/** What the chat would not take, kept until it is told. */
export type Untold = {
  /** The card shows an older state. */
  readonly card: boolean;
  /** Oldest first, at most MAX_UNTOLD_REPLIES. */
  readonly replies: readonly UntoldReply[];
  readonly sinceMs: number;
  /** How often it was told in vain. */
  readonly tries: number;
};
export const MAX_UNTOLD_REPLIES = 10;

export type Task = {
  readonly v: typeof TASK_VERSION;
  readonly id: TaskId;
  /** Events applied so far; effects are named `id/sequence/index` after the event that caused them. */
  readonly sequence: number;
  /** Raised when the state or its head commit changes: what a button's holder has seen. */
  readonly revision: number;
  readonly request: TaskRequest;
  readonly repo: RepoRef;
  readonly branch: string;
  readonly baseBranch: string | null;
  readonly baseSha: Sha | null;
  readonly agent: string;
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly card: MessageRef | null;
  readonly pullRequest: PullRequest | null;
  /** The branch's newest commit that Greenlight pushed; the next attempt starts here. */
  readonly headSha: Sha | null;
  readonly rounds: readonly Round[];
  readonly attempts: readonly Attempt[];
  /** Set where the fix of flaky tests is to be proved. */
  readonly proof?: Proof;
  /** CI results that arrived before the commit was awaited, newest last, at most MAX_EARLY_REPORTS. */
  readonly earlyReports: readonly CiReport[];
  readonly decisions: readonly Decision[];
  /** What people said in its thread while it was at work, oldest first, at most MAX_NOTES. */
  readonly notes?: readonly Note[];
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
  readonly untold?: Untold | null;
  readonly mute?: Mute | null;
  /** The newest; at most one is open. */
  readonly escalation?: Escalation;
  /** Oldest first, at most MAX_EXTENSIONS. */
  readonly extensions?: readonly Extension[];
  /** Replies that wait for quiet to end, oldest first, at most MAX_HELD; a call that was posted without its ping is one of them. */
  readonly held?: readonly UntoldReply[];
  /** Files of attempts up to this number, and of the proof's baseline, were removed: the retention of ended tasks. */
  readonly artifactsRemoved?: {
    readonly atMs: number;
    readonly attempts: number;
    readonly afterDays: number;
  };
  /** The reply that tells of the newest state of rest. Absent before the first, and in records of before it was kept. */
  readonly restReply?: string;
  readonly state: TaskState;
};
export const MAX_EARLY_REPORTS = 8;
export const MAX_NOTES = 20;

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

/** What of an attempt's change weakens the judge: its green waits for a person. */
export const weakeningsOf = (attempt: Attempt): readonly Finding[] =>
  attempt.findings.filter(({ level }) => level === 'ask');

/**
 * The commit that Approve would take: a green one, or one that is green but for what weakens the judge. Undefined where
 * there is none, also when somebody has moved the branch since.
 */
export function approvableHead({ state, headSha }: Pick<Task, 'state' | 'headSha'>): Sha | undefined {
  if (state.name === 'green') return state.headSha;
  const isWeakened = state.name === 'needs_human' && state.reason.code === 'tests_weakened';
  return isWeakened && state.headSha === headSha ? state.headSha : undefined;
}

export const notesWaiting = ({ notes = [] }: Pick<Task, 'notes'>): readonly Note[] =>
  notes.filter(({ toldIn }) => toldIn === undefined);

export const currentRound = (task: Task): Round => task.rounds.at(-1) as Round;
export const lastAttempt = (task: Task): Attempt | undefined => task.attempts.at(-1);
/** Its commit, also one that a merge of the base stands on by now. */
export const hasStoodAt = ({ headSha, brought = [] }: Attempt, commit: string): boolean =>
  headSha === commit || brought.some((each) => each.headSha === commit);
export const attemptNo = (task: Task, no: number): Attempt | undefined =>
  task.attempts.find((attempt) => attempt.no === no);
/** The name of an attempt wherever it shows: container, volume, artifact folder. */
export const attemptKey = (id: TaskId, no: number): string => `${id}-a${no}`;
export const repoName = (repo: RepoRef): string => `${repo.owner}/${repo.name}`;
export const costOf = (attempts: readonly Attempt[]): number =>
  attempts.reduce((sum, attempt) => sum + attempt.costUsd, 0);

/** Red is CI's word, or a proof's after CI's green: the attempt is spent. */
export const isRed = (attempt: Attempt): boolean => attempt.ci?.verdict === 'red' || isRefuted(attempt);
export const isRefuted = ({ proof }: Attempt): boolean => proof !== undefined && proof.failed > 0;

/** The name of one run of a proof wherever it shows: container, volume, artifact. */
export const proofKey = (id: TaskId, attempt: number | undefined, run: number): string =>
  attempt === undefined ? `${id}-base-r${run}` : `${attemptKey(id, attempt)}-r${run}`;

/** The name of a probe's container wherever it shows. */
export const probeKey = (id: TaskId, attempt: number): string => `${attemptKey(id, attempt)}-probe`;

/** Names of the failed jobs' logs among an attempt's artifacts: what the next attempt is handed besides the signals. */
export const JOB_LOG_PREFIX = 'ci-';
export const isJobLog = (name: string): boolean => name.startsWith(JOB_LOG_PREFIX);
export const jobLogsOf = (attempt: Attempt): readonly string[] =>
  attempt.artifacts.map((artifact) => artifact.name).filter(isJobLog);
