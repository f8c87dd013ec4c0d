// The last step of a story: what it was called, what it wanted, where the task stands.
import type { Task } from '#core/task/task.ts';
import { type Plain, play, wishes } from './samples.ts';

export function last(
  events: readonly Plain[],
  start?: { task: Task; atMs: number },
): { task: Task; code: string; ignored: boolean; detail: string | undefined; wants: string[]; atMs: number } {
  const { task, steps, atMs } = play(events, start);
  const step = steps.at(-1);
  const because = step?.because ?? { code: '', ignored: true };
  return {
    task,
    code: because.code,
    ignored: because.ignored,
    detail: because.detail,
    wants: wishes(step),
    atMs,
  };
}
