// A reply in the task's thread, once.
import type { EffectOf } from '#core/effects.ts';
import { replyMessage } from '#core/messages/replies.ts';
import { withoutPings } from '#core/messages/words.ts';
import { problem } from '#core/problem.ts';
import { canWait, type Quiet } from '#core/quiet.ts';
import type { MessageRef, Task } from '#core/task/task.ts';
import { isWorthTelling } from '#core/transitions/untold.ts';
import { PortError } from '#ports/port-error.ts';
import { toldAtLast } from '../catch-up.ts';
import type { Deps } from '../deps.ts';
import { quietNow } from '../quiet.ts';
import { threadOf } from '../threads.ts';
import { patiently } from './patience.ts';
import { isPostponed } from './postpone-call.ts';

type Needs = Pick<Deps, 'engine' | 'chat' | 'clock' | 'settings' | 'taskPage'>;

export async function postReply(deps: Needs, stale: Task, effect: EffectOf<'post_reply'>): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const { key, reply } = effect;
  if (!isWorthTelling(task, { key, reply })) return;
  if (reply.kind === 'escalated' && (await isPostponed(deps, task, { id: effect.id, ...reply }))) return;
  const quiet = reply.kind === 'escalated' ? null : await quietNow(deps, task);
  if (quiet !== null && canWait(reply) && (await isHeld(deps, task, effect, quiet))) return;
  const thread = threadFor(task);
  const message = replyMessage(task, reply, { taskPage: deps.taskPage(task.id) });
  const shown = quiet === null ? message : withoutPings(message);
  await patiently(deps.clock, () => deps.chat.reply({ key, thread, message: shown }));
  if (quiet !== null && reply.kind === 'called_back') await isHeld(deps, task, effect, quiet);
  await toldAtLast(deps, task, effect.id, { what: 'reply', key });
}

/** False where the mute has ended in this very moment. A call that was posted without its ping is held as well: it pings when quiet ends. */
async function isHeld(
  { engine, clock }: Needs,
  { id: taskId }: Task,
  { id, key, reply }: EffectOf<'post_reply'>,
  quiet: Quiet,
): Promise<boolean> {
  const event = { id: `${id}:held`, atMs: clock.nowMs(), type: 'held_back' as const };
  const { because } = await engine.deliver(taskId, { ...event, ...quiet, reply: { key, reply } });
  return !because.ignored;
}

/** Without a card there is no thread yet: the reply is kept, and told once there is one. */
function threadFor(task: Task): MessageRef {
  const thread = threadOf(task);
  if (thread !== null) return thread;
  throw new PortError(problem('chat_channel_unavailable', `${task.id} has no card to reply to`), {
    retryable: false,
  });
}
