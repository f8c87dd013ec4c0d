// The task: everything Greenlight knows about one request, as plain JSON data. Only `transition` makes a new one.

import type { CiReport } from '../ci/report.ts';
import type { Reply } from '../effects.ts';
import type { Escalation } from '../escalation.ts';
import type { Sha, TaskId } from '../ids.ts';
import type { Person } from '../people.ts';
import type { Policy } from '../policy.ts';
import type { Proof } from '../proof/proof.ts';
import type { Mute } from '../quiet.ts';
import type { Attempt } from './attempt.ts';
import type { Decision, Extension, Note, Round } from './people.ts';
import type { RepoRef, TaskRequest } from './request.ts';
import type { TaskState, TimerName } from './state.ts';

/** Raised whenever a stored task of the older shape would be misread; older code refuses newer tasks. */
export const TASK_VERSION = 1;

/** Where a message stands in the chat. `ts` is the chat's own id of it. */
export type MessageRef = { readonly channelId: string; readonly ts: string };

export type PullRequest = {
  readonly number: number;
  readonly url: string;
  readonly draft: boolean;
  /** Somebody closed it, and merged nothing. */
  readonly closed?: true;
};

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
  /** Who asked for the same and joined, oldest first, at most MAX_JOINED. */
  readonly joined?: readonly Person[];
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

/**
 * The commit that Approve would take: a green one, or one that is green but for what weakens the judge. Undefined where
 * there is none, also when somebody has moved the branch since.
 */
export function approvableHead({ state, headSha }: Pick<Task, 'state' | 'headSha'>): Sha | undefined {
  if (state.name === 'green') return state.headSha;
  const isWeakened = state.name === 'needs_human' && state.reason.code === 'tests_weakened';
  return isWeakened && state.headSha === headSha ? state.headSha : undefined;
}

/** Work was done for it, and what is left is for a person to take up. */
export const isHandedOver = ({ state, attempts }: Pick<Task, 'state' | 'attempts'>): boolean =>
  attempts.length > 0 &&
  (state.name === 'blocked' || (state.name === 'needs_human' && state.reason.code !== 'taken_over'));

export const notesWaiting = ({ notes = [] }: Pick<Task, 'notes'>): readonly Note[] =>
  notes.filter(({ toldIn }) => toldIn === undefined);

export const currentRound = (task: Task): Round => task.rounds.at(-1) as Round;

export const lastAttempt = (task: Task): Attempt | undefined => task.attempts.at(-1);

export const attemptNo = (task: Task, no: number): Attempt | undefined =>
  task.attempts.find((attempt) => attempt.no === no);
