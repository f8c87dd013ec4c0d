// Names of what belongs to a task wherever it shows: containers, volumes, artifacts.
import type { TaskId } from '../ids.ts';
import type { Attempt } from './attempt.ts';

/** The name of an attempt wherever it shows: container, volume, artifact folder. */
export const attemptKey = (id: TaskId, no: number): string => `${id}-a${no}`;

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
