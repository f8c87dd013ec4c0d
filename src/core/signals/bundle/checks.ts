// A failed check with all that could be read of it: what a bundle is made of.
import type { Annotation } from '../annotation.ts';
import type { JobReading } from '../job/job-reading.ts';
import type { ReportReading } from '../reports/read-report.ts';

/** `none`: the forge has none. `not_asked`: more logs than are read of one commit. */
export type UnreadLog = 'none' | 'not_asked' | 'took_too_long' | 'too_much_memory' | 'it_broke';

export type FailedCheck = {
  readonly name: string;
  readonly jobId: number | null;
  readonly runId: number | null;
  /** It decides nothing: told beside the others. */
  readonly isOptional: boolean;
  /** What it says about itself. */
  readonly says: string;
  readonly failedStep: string | null;
  readonly reading: JobReading | UnreadLog;
  /** The artifact that its log is kept in. */
  readonly logName: string | null;
  readonly notes: readonly Annotation[];
};

/** When each job of a run was at work: a report is of the job that was when it was uploaded. */
export type JobTime = {
  readonly jobId: number;
  readonly runId: number;
  readonly job: string;
  readonly hasFailed: boolean;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
};

export type RunReport = ReportReading & { readonly runId: number; readonly createdAtMs: number | null };

export const isRead = (reading: JobReading | UnreadLog): reading is JobReading => typeof reading === 'object';
