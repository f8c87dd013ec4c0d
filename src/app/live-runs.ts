// Which runs a restarted bot will ask for: those of tasks that were at work. Everything else that a runner still holds is nobody's.
import { attemptKey } from '#core/task/names.ts';
import type { Deps } from './deps.ts';

export async function liveRuns({ engine, sandbox }: Pick<Deps, 'engine' | 'sandbox'>): Promise<Set<string>> {
  const live = new Set<string>();
  // Where runs die with the bot there is none, whatever the tasks say.
  if (sandbox.kept === undefined) return live;
  for await (const { id, state } of engine.list({ states: ['working'] }))
    if (state.name === 'working') live.add(attemptKey(id, state.attempt));
  return live;
}
