// What was collected of a red attempt, as it is kept for the next brief.
import type { Bundle } from '../signals/bundle/bundle.ts';
import type { Seen } from '../signals/bundle/completeness.ts';

export type Collected = Omit<Bundle, 'seen'> & {
  /** Null where only the task's own notes are left. */
  readonly seen: Seen | null;
};
