// A reminder goes when another takes its place, or when nobody needs it any more.
import type { EffectOf } from '#core/effects.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import { threadOf } from '../threads.ts';
import { patiently } from './patience.ts';

export async function retractReply(
  { chat, clock }: Pick<Deps, 'chat' | 'clock'>,
  task: Task,
  { key }: EffectOf<'retract_reply'>,
): Promise<void> {
  const thread = threadOf(task);
  if (thread === null) return;
  await patiently(clock, () => chat.retract({ key, thread }));
}
