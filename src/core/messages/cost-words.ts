// Whose word a cost is.
import type { Task } from '../task/task.ts';

export function costOrigin({ attempts }: Pick<Task, 'attempts'>): string {
  const paid = attempts.filter(({ costUsd }) => costUsd > 0);
  if (paid.some(({ usage }) => usage === undefined)) return 'as the agent tells';
  return paid.some(({ usage }) => usage?.estimated) ? 'metered, in part estimated' : 'metered';
}
