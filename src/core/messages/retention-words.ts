// What is said of what retention has removed: that it was there, and which setting says how long things are kept.
import type { TaskId } from '../ids.ts';
import type { Forgotten } from '../retention.ts';
import { plural } from './words.ts';

export const filesRemoved = (afterDays: number): string =>
  `Removed by retention: logs and bundles are kept for ${plural(afterDays, 'day')} after their task has ended (retention.artifact_days in greenlight.yml).`;

const ENDS: Partial<Record<Forgotten['state'], string>> = {
  merged: 'was merged',
  ready_for_review: 'was handed over for review',
  aborted: 'was aborted',
};

export const taskForgotten = (id: TaskId, { state, afterDays }: Forgotten): string =>
  `${id} ${ENDS[state] ?? 'has ended'}, and its record was removed by retention: tasks are kept for ${plural(afterDays, 'day')} after their end (retention.task_days in greenlight.yml).`;
