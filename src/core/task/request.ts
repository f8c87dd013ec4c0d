// What was asked for, by whom and where.
import type { Person, Via } from '../people.ts';

export type RepoRef = { readonly owner: string; readonly name: string };

export type Priority = 'low' | 'normal' | 'high';

/** Of the task's own workspace. */
export type Approver = Pick<Person, 'userId' | 'name'>;

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
  /** The base branch that was asked for, or that the channel has; absent: the repository's default. */
  readonly base?: string;
  /** Who goes first where attempts wait for a slot; absent: normal. */
  readonly priority?: Priority;
  /** `prove=N`: the fix is to be proved by this many runs. */
  readonly proveRuns?: number;
  /** Who alone may approve it, besides admins; absent: whoever may by policy. */
  readonly approvers?: readonly Approver[];
  readonly requestedAtMs: number;
  /** Absent in records of before it was kept. */
  readonly via?: Via;
};

export const MAX_REQUEST_CHARS = 4_000;

export const repoName = (repo: RepoRef): string => `${repo.owner}/${repo.name}`;
