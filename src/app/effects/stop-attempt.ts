// Ends an attempt's container within two seconds, wherever its run has got to.
import type { EffectOf } from '#core/effects.ts';
import { attemptKey } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';

export async function stopAttempt(
  deps: Pick<Deps, 'sandbox' | 'running'>,
  task: Task,
  effect: EffectOf<'stop_attempt'>,
): Promise<void> {
  const key = attemptKey(task.id, effect.attempt);
  // A run that has not reached its container yet is reached here; the sandbox reaches one that another process left.
  if (!effect.collect) deps.running.get(key)?.abort(new Error(`${key} was stopped`));
  await deps.sandbox.stop(key, { collect: effect.collect });
}
