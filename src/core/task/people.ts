// What people decided and said about a task.
import type { Sha } from '../ids.ts';
import type { Person } from '../people.ts';
import type { Policy } from '../policy.ts';
import type { NeedsHuman } from './state.ts';

/** Attempts between two human decisions. A retry opens the next one with fresh limits. */
export type Round = {
  readonly no: number;
  readonly openedAtMs: number;
  readonly openedBy: Person;
  readonly hint?: string;
  /** What a person was asked, by the agent or by a reviewer, when they opened this round. */
  readonly answers?: NeedsHuman;
  /** Set where what reviewers said is its brief; null until that was read. */
  readonly review?: { readonly notes: readonly ReviewNote[] | null };
  /** When the first attempt of this round began, moved on by as long as a person was waited for: `maxRuntimeMs` counts from here. */
  readonly startedAtMs?: number;
};

/** Said of the change on its pull request by somebody who may push there; untrusted in its form, and an instruction all the same. */
export type ReviewNote = {
  /** Their login. */
  readonly by: string;
  readonly text: string;
  readonly atMs: number;
  readonly path?: string;
  readonly line?: number;
};

export const MAX_REVIEW_NOTES = 30;
export const MAX_REVIEW_NOTE_CHARS = 2_000;

/** Who decided what: shown on the card, and told to whoever comes second. */
export type Decision = {
  readonly action: 'approve' | 'retry' | 'request_changes' | 'abort' | 'take';
  readonly by: Person;
  readonly atMs: number;
  readonly headSha?: Sha;
  /** Of an approval: since when what it approves had been waiting. Only those of one wait count together. */
  readonly waitingSinceMs?: number;
  /** Of an approval that no other one joined in time: it counts no more. */
  readonly expiredAtMs?: number;
  readonly hint?: string;
};

/** People who asked for the same and are called back with the requester. */
export const MAX_JOINED = 10;

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

export const MAX_NOTES = 20;
