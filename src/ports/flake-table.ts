// What is known of each repository's tests: kept over restarts, shared by all its tasks.
import type { RepoRef } from '#core/task.ts';
import type { FlakeEntry } from '#core/triage/flakes.ts';

export interface FlakeTable {
  /** Every entry of a repository, by test. Throws when the table cannot be read: an error is never an absence. */
  all(repo: RepoRef): Promise<readonly FlakeEntry[]>;
  /** Reads, asks what is to be written, and writes it, in one step that no other writer comes between. `change` must be pure. */
  update(repo: RepoRef, change: (entries: readonly FlakeEntry[]) => readonly FlakeEntry[]): Promise<void>;
}
