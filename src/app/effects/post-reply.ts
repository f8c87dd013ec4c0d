// A reply in the task's thread, once.
import type { EffectOf } from '#core/effects.ts';
import { replyMessage } from '#core/messages/replies.ts';
import { problem } from '#core/problem.ts';
import type { Task } from '#core/task.ts';
import { isWorthTelling } from '#core/transitions/untold.ts';
import { PortError } from '#ports/port-error.ts';
import { toldAtLast } from '../catch-up.ts';
import type { Deps } from '../deps.ts';
import { patiently } from './patience.ts';

export async function postReply(
  deps: Pick<Deps, 'engine' | 'chat' | 'clock'>,
  stale: Task,
  effect: EffectOf<'post_reply'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const { key, reply } = effect;
  if (!isWorthTelling(task, { key, reply })) return;
  const thread = threadOf(task);
  const message = replyMessage(task, reply);
  await patiently(deps.clock, () => deps.chat.reply({ key, thread, message }));
  await toldAtLast(deps, task, effect.id, { what: 'reply', key });
}

/** Without a card there is no thread yet: the reply is kept, and told once there is one. */
function threadOf({ id, card, request }: Task): { channelId: string; ts: string } {
  if (card !== null) return { channelId: card.channelId, ts: request.threadTs ?? card.ts };
  throw new PortError(problem('chat_channel_unavailable', `${id} has no card to reply to`), {
    retryable: false,
  });
}
