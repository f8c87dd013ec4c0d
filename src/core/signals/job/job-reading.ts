// What is told of one job's log: small enough to be handed from thread to thread, whatever the log's length.
import type { Candidates } from '../evidence/candidates.ts';
import type { JobFinding } from '../job-finding.ts';
import type { JobEnd } from '../reading/failed-steps.ts';
import type { VersionChange } from '../versions/changed-versions.ts';
import type { ApiStep } from './api-steps.ts';
import type { Kept } from './kept-log.ts';

/** What the forge's API says of a job. */
export type JobLogFacts = {
  readonly job: string;
  readonly failedStep: string | null;
  /** Null where the forge tells none. */
  readonly steps: readonly ApiStep[] | null;
  readonly hasFailed: boolean;
};

export type LogSeen = {
  readonly bytes: number;
  readonly lines: number;
  /** Bytes beyond what is read of any log; 0 where it was read to its end. */
  readonly unreadBytes: number;
  /** Lines that were seen and not kept for reading, and characters of lines too long. */
  readonly droppedLines: number;
  readonly droppedBytes: number;
  readonly steps: { readonly seen: number; readonly failed: number; readonly read: number };
  /** Whether the API's own steps told which ones to read, and not only the log's marks. */
  readonly isToldByApi: boolean;
  readonly failures: { readonly found: number; readonly kept: number };
  readonly redactions: number;
  /** The green log it was held against; null where there was none. */
  readonly green: { readonly lines: number; readonly isWhole: boolean } | null;
  /** Problem matchers that could not be used, and why. */
  readonly notes: readonly string[];
};

export type JobReading = {
  /** Secrets taken out. Of their lines only those that may be shown are left. */
  readonly findings: readonly JobFinding[];
  readonly candidates: Candidates;
  /** Lines that may be shown and those right beside them, by number. */
  readonly texts: readonly (readonly [no: number, text: string])[];
  /** How the log says that the job ended, and the tools' own last word: never the verdict, only held against it. */
  readonly end: JobEnd;
  readonly ended: 'passed' | 'failed' | undefined;
  /** What steps that are none of the failed ones marked as errors. */
  readonly errorsElsewhere: readonly string[];
  /** Tools and packages that the last green run of the job used in another version. */
  readonly changedVersions: readonly VersionChange[];
  readonly kept: Kept;
  readonly seen: LogSeen;
};
