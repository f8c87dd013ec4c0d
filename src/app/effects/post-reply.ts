// A reply in the task's thread, once.
import type { EffectOf } from '#core/effects.ts';
import { replyMessage } from '#core/messages/replies.ts';
import type { Task } from '#core/task.ts';
import type { Deps } from '../deps.ts';
import { patiently } from './patience.ts';

export async function postReply(
  deps: Pick<Deps, 'engine' | 'chat' | 'clock' | 'log'>,
  stale: Task,
  effect: EffectOf<'post_reply'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  if (task.card === null) {
    deps.log.warn(
      { taskId: task.id, key: effect.key },
      'a reply has no thread to go to: the card could never be posted',
    );
    return;
  }
  const thread = { channelId: task.card.channelId, ts: task.request.threadTs ?? task.card.ts };
  const message = replyMessage(task, effect.reply);
  await patiently(deps.clock, () => deps.chat.reply({ key: effect.key, thread, message }));
}
