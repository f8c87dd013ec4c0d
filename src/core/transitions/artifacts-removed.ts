// The files of attempts are gone, by retention: on record, so that page and `explain` can say what was removed and why.
import type { EventOf } from '../events.ts';
import { hasNoFiles } from '../retention.ts';
import type { Task } from '../task/task.ts';
import { changed, ignored, type Outcome } from './outcome.ts';

/** A fact, also where somebody has taken the task up again meanwhile: the attempt that this makes has files of its own. */
export function artifactsRemoved(task: Task, event: EventOf<'artifacts_removed'>): Outcome {
  if (hasNoFiles(task)) return ignored('removed_before');
  const { atMs, attempts, afterDays } = event;
  return changed('artifacts_removed', { artifactsRemoved: { atMs, attempts, afterDays } }, [], {
    quiet: true,
    detail: `retention, ${afterDays} days after the end`,
  });
}
