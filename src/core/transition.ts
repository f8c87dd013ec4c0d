// (task, event) -> { task, effects, because }: the only place where a task changes. Total: what no longer matters gives the same task and no effects.
import type { Effect } from './effects.ts';
import type { TaskEvent } from './events.ts';
import type { Task } from './task.ts';

/** `because.code` is stable and names the step for `explain`; `ignored` steps change nothing. */
export type Transition = {
  readonly task: Task | undefined;
  readonly effects: readonly Effect[];
  readonly because: { readonly code: string; readonly ignored: boolean; readonly detail?: string };
};

export function transition(task: Task | undefined, _event: TaskEvent): Transition {
  return { task, effects: [], because: { code: 'not_written_yet', ignored: true } };
}
