// Ends runs of a proof within two seconds, wherever they have got to; what they would have said counts for nothing.
import type { EffectOf } from '#core/effects.ts';
import { proofKey } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';

export async function stopProof(
  deps: Pick<Deps, 'sandbox' | 'running'>,
  task: Task,
  effect: EffectOf<'stop_proof'>,
): Promise<void> {
  const keys = effect.runs.map((run) => proofKey(task.id, effect.attempt, run));
  for (const key of keys) deps.running.get(key)?.abort(new Error(`${key} was stopped`));
  await Promise.all(keys.map((key) => deps.sandbox.stop(key, { collect: false })));
}
