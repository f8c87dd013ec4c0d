// What CI says about one commit: the facts as read from the forge, and the verdict drawn from them.
import type { Sha } from '../ids.ts';
import type {
  ApiUse,
  BaseHistory,
  CiObstacles,
  RequiredCheck,
  RequiredFrom,
  UnreadRules,
} from './surroundings.ts';

export type Verdict =
  | 'pending'
  | 'green'
  | 'red'
  | 'infra'
  | 'cancelled'
  | 'timed_out'
  | 'no_checks'
  | 'superseded'
  | 'action_required'
  | 'unknown';

/** One check run, commit status, workflow run or check suite of a commit, newest attempt, in our own words. */
export type CheckFact = {
  readonly source: 'check_run' | 'status' | 'workflow_run' | 'check_suite';
  /** What the forge calls it in branch protection: a check's name or a status's context. */
  readonly name: string;
  readonly app: string | null;
  /** Set for jobs and runs of a workflow; parts of the key that makes re-runs replace older ones. */
  readonly workflow: string | null;
  readonly event: string | null;
  readonly status: 'queued' | 'in_progress' | 'completed';
  /** The forge's own word once completed: success, failure, neutral, skipped, cancelled, timed_out, action_required, stale, startup_failure. */
  readonly conclusion: string | null;
  readonly url: string;
  readonly runId: number | null;
  readonly jobId: number | null;
  readonly attempt: number;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
  /** The forge's own id of this run of the check: another one means that it ran again. */
  readonly id?: string | undefined;
  /** Of a failed job: the first step that failed, null when none did (the runner died, or never began). Undefined when not known. */
  readonly failedStep?: string | null | undefined;
  /** Names of all steps of a failed job; undefined when not known. */
  readonly steps?: readonly string[] | undefined;
  /** Id of the app that reports it; undefined for statuses, of which the forge does not tell. */
  readonly appId?: number | undefined;
  /** The forge's group of checks that it belongs to. */
  readonly suiteId?: number | undefined;
  /** A run that stands still until a person lets it go on. */
  readonly isHeld?: boolean | undefined;
  /** What the check says about itself in a line or two: a status's description, a check's own title. Foreign text. */
  readonly says?: string | undefined;
};

/** A full read of the forge for one commit: never assembled from webhooks. */
export type CiSnapshot = {
  readonly headSha: Sha;
  /** The pull request's head as the forge has it now; undefined when there is no open pull request. */
  readonly pullRequestHeadSha?: Sha | undefined;
  readonly mergeState: 'clean' | 'conflict' | 'unknown';
  readonly checks: readonly CheckFact[];
  readonly required: readonly RequiredCheck[];
  readonly unreadRules: readonly UnreadRules[];
  readonly pushedAtMs: number;
  readonly base?: BaseHistory | undefined;
  readonly obstacles?: CiObstacles | undefined;
  /** Of the whole task so far, whatever was asked for it. */
  readonly api?: ApiUse | undefined;
};

export type CheckOutcome =
  | 'pending'
  | 'passed'
  | 'failed'
  | 'cancelled'
  | 'timed_out'
  | 'action_required'
  | 'skipped';

export type CheckSummary = {
  readonly name: string;
  readonly outcome: CheckOutcome;
  readonly required: boolean;
  readonly url: string;
  readonly jobId: number | null;
  readonly runId: number | null;
  /** The workflow's file, where it is a job of one. */
  readonly workflow?: string;
  /** By which the forge knows its notes: a job's own id, or that of a check of another app. Absent where there are none. */
  readonly checkRunId?: number;
  /** What it says about itself, bounded. */
  readonly says?: string;
  /** It failed and decides nothing: not required, or allowed to fail by its workflow. */
  readonly isOptional?: true;
};

/** The verdict with what it rests on. `digest` changes whenever any check does: the settle window compares it. */
export type CiReport = {
  readonly headSha: Sha;
  readonly verdict: Verdict;
  /** One short clause for people and for `explain`: "2 of 3 required checks passed, test failed". */
  readonly because: string;
  readonly digest: string;
  /** At most MAX_CHECKS, failed and required ones first. */
  readonly checks: readonly CheckSummary[];
  readonly checksOmitted: number;
  readonly url: string | null;
  /** Minutes of CI machine time this commit has used so far, as far as the forge tells. */
  readonly minutes: number;
  /** Absent in reports of before it was kept. */
  readonly basis?: CiBasis | undefined;
  readonly deadline?: CiDeadline | undefined;
  readonly api?: ApiUse | undefined;
};

/** What the verdict rests on. Names are bounded, and at most MAX_CHECKS of each. */
export type CiBasis = {
  /** `required`: the checks that rules or policy name. `reported`: nothing is required, so every check that reported. */
  readonly rests: 'required' | 'reported';
  readonly required: readonly { readonly name: string; readonly from: readonly RequiredFrom[] }[];
  readonly optionalFailed: readonly string[];
  /** Had not ended when the verdict was drawn, and did not decide it. */
  readonly optionalUnfinished?: readonly string[];
  /** Rules that could not be read: more may be required than is known. */
  readonly unreadRules: readonly UnreadRules[];
  /** Ran on the newest green commit of the base branch and not on this one. */
  readonly onlyOnBase: readonly string[];
  /** The branch cannot be merged as it is. */
  readonly conflicts?: boolean;
};

/** How long CI may take for this commit. */
export type CiDeadline = {
  readonly ms: number;
  /** `history`: a multiple of what past runs of these workflows took. `policy`: there is too little history to say. */
  readonly from: 'history' | 'policy';
  /** 95 of 100 past runs of the slowest workflow ended within this. */
  readonly p95Ms?: number | undefined;
  readonly samples?: number | undefined;
};

export const MAX_CHECKS = 30;
