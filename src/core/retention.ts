// What may go when: the files of a task that has ended for a while, and later the task itself. Whatever waits, for CI or for a person, keeps everything.
import type { StateName } from './task/state.ts';
import type { Task } from './task/task.ts';

export type Retention = {
  /** Record and events of a task are kept for so long after its end. */
  readonly taskDays: number;
  /** Logs and bundles are kept for so long after the end of their task, at most as long as the task. */
  readonly artifactDays: number;
  /** Decisions stay known for so long, at least as long as the tasks that they were about. */
  readonly auditDays: number;
};
export const DEFAULT_RETENTION: Retention = { taskDays: 180, artifactDays: 30, auditDays: 1_095 };

/** What is known of a task that was let go of. */
export type Forgotten = {
  readonly state: StateName;
  readonly endedAtMs: number;
  readonly removedAtMs: number;
  readonly afterDays: number;
};

const DAY_MS = 24 * 3_600_000;

/** Nothing runs in these, and nobody is waited for. An aborted task can be taken up again: then it is none of them. */
export const ENDED = ['merged', 'ready_for_review', 'aborted'] as const satisfies readonly StateName[];

export const endedAtMs = ({ state }: Pick<Task, 'state'>): number | undefined =>
  state.name === 'merged' || state.name === 'ready_for_review' || state.name === 'aborted'
    ? state.atMs
    : undefined;

/** Files of all attempts that there are have been removed. */
export const hasNoFiles = ({ artifactsRemoved, attempts }: Pick<Task, 'artifactsRemoved' | 'attempts'>) =>
  artifactsRemoved !== undefined && artifactsRemoved.attempts >= attempts.length;

export type Removal = {
  readonly what: 'task' | 'artifacts';
  readonly afterDays: number;
  /** Of tasks that had ended by then. */
  readonly endedUntilMs: number;
};

/** In this order: what goes as a whole needs no look at its files alone. */
export function removalsAt(nowMs: number, { taskDays, artifactDays }: Retention): readonly Removal[] {
  const after = (days: number) => ({ afterDays: days, endedUntilMs: nowMs - days * DAY_MS });
  const ofFiles = Math.min(artifactDays, taskDays);
  return [
    { what: 'task', ...after(taskDays) },
    { what: 'artifacts', ...after(ofFiles) },
  ];
}

/** Entries of the audit log up to then may go. */
export const auditedUntilMs = (nowMs: number, { auditDays, taskDays }: Retention): number =>
  nowMs - Math.max(auditDays, taskDays) * DAY_MS;

/** What is known of no task, such as the last green log of a job, goes when nobody has renewed it for so long. */
export const unusedUntilMs = (nowMs: number, { taskDays }: Retention): number => nowMs - taskDays * DAY_MS;
