// What is known of each repository's tests: kept over restarts, shared by all its tasks.
import type { RepoRef } from '#core/task/request.ts';
import type { FlakeEntry } from '#core/triage/flakes.ts';

/** Entries of these tests, and those that were seen in these jobs. */
export type FlakeChoice = { readonly tests: readonly string[]; readonly jobs: readonly string[] };

export type FlakeChange = {
  readonly put: readonly FlakeEntry[];
  /** What was last seen before this is dropped. */
  readonly forgetBeforeMs: number;
};

export interface FlakeTable {
  /** Every entry of a repository, by test. Throws when the table cannot be read: an error is never an absence. */
  all(repo: RepoRef): Promise<readonly FlakeEntry[]>;
  /**
   * Reads what is chosen, asks what is to be written, and writes it, unless somebody else wrote these entries in between:
   * then it asks again. `change` must be pure; its last answer is given back. At most MAX_ENTRIES of a repository are kept.
   */
  update<C extends FlakeChange>(
    repo: RepoRef,
    choice: FlakeChoice,
    change: (entries: readonly FlakeEntry[]) => C,
  ): Promise<C>;
}
