// Ends a probe within two seconds, wherever it has got to; what it would have said counts for nothing.
import type { EffectOf } from '#core/effects.ts';
import { probeKey } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';

export async function stopProbe(
  deps: Pick<Deps, 'sandbox' | 'running'>,
  task: Task,
  effect: EffectOf<'stop_probe'>,
): Promise<void> {
  const key = probeKey(task.id, effect.attempt);
  deps.running.get(key)?.abort(new Error(`${key} was stopped`));
  await deps.sandbox.stop(key, { collect: false });
}
