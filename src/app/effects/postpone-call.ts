// Before somebody is called: where it is quiet and this call waits for that, the ladder is told to come again.
import { stepsOf, unheard, waitsForQuiet } from '#core/escalation.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import { quietNow } from '../quiet.ts';

export async function isPostponed(
  deps: Pick<Deps, 'engine' | 'settings' | 'clock'>,
  task: Task,
  { id, no, call }: { readonly id: string; readonly no: number; readonly call: number },
): Promise<boolean> {
  const escalation = unheard(task);
  const step = stepsOf(task)[escalation?.calls[call - 1]?.step ?? -1];
  const quiet = await quietNow(deps, task);
  if (escalation === undefined || step === undefined || quiet === null) return false;
  if (!waitsForQuiet(escalation, step, quiet)) return false;
  const event = { id: `${id}:postponed`, atMs: deps.clock.nowMs(), type: 'call_postponed' as const };
  await deps.engine.deliver(task.id, { ...event, no, call, untilMs: quiet.untilMs });
  return true;
}
