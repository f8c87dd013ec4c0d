// What a task's agents remember goes with the task. An engine that is away keeps it until the next daily look.
import { isOver } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';

type Needs = Pick<Deps, 'sandbox' | 'engine'>;

export async function forgetSessions({ sandbox, engine }: Needs, { id }: Task): Promise<void> {
  const task = await engine.get(id);
  // Taken up again meanwhile: what is kept now is the next attempt's.
  if (task !== undefined && !isOver(task)) return;
  await sandbox.forgetSessions?.({ of: id });
}

/** What is kept for tasks that have ended, or are not known any more: where the engine was away at their end. */
export async function forgetOldSessions({ sandbox, engine }: Needs): Promise<void> {
  if (sandbox.forgetSessions === undefined) return;
  const open = new Set<Task['id']>();
  for await (const task of engine.list()) if (!isOver(task)) open.add(task.id);
  await sandbox.forgetSessions({ allBut: open });
}
