// A reminder goes when another takes its place, or when nobody needs it any more.
import type { EffectOf } from '#core/effects.ts';
import type { Task } from '#core/task.ts';
import type { Deps } from '../deps.ts';
import { patiently } from './patience.ts';

export async function retractReply(
  { chat, clock }: Pick<Deps, 'chat' | 'clock'>,
  { card, request }: Task,
  { key }: EffectOf<'retract_reply'>,
): Promise<void> {
  if (card === null) return;
  const thread = { channelId: card.channelId, ts: request.threadTs ?? card.ts };
  await patiently(clock, () => chat.retract({ key, thread }));
}
