// The card shows the task as it is now. The first time, this is the probe whether the task can speak in its channel at all.
import type { EffectOf } from '#core/effects.ts';
import { cannotPost } from '#core/messages/answers.ts';
import { cardMessage } from '#core/messages/card.ts';
import { sessionOf } from '#core/messages/session.ts';
import type { MessageRef, Task } from '#core/task/task.ts';
import type { AnswerTo } from '#ports/chat.ts';
import { PortError } from '#ports/port-error.ts';
import { toldAtLast } from '../catch-up.ts';
import type { Deps } from '../deps.ts';
import { rememberThread, respondKey } from '../threads.ts';
import { patiently } from './patience.ts';

type Needs = Pick<Deps, 'engine' | 'chat' | 'clock' | 'settings' | 'taskPage' | 'log'>;

export async function showCard(deps: Needs, stale: Task, effect: EffectOf<'show_card'>): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const { channelId, threadTs } = task.request;
  const message = cardMessage(task, { taskPage: deps.taskPage(task.id) });
  try {
    const card = await patiently(deps.clock, () =>
      deps.chat.showCard({
        key: task.id,
        channelId,
        ...(threadTs === undefined ? {} : { threadTs }),
        known: task.card,
        message,
        session: sessionOf(task),
      }),
    );
    const isKnown = card.ts === task.card?.ts && card.channelId === task.card.channelId;
    if (!isKnown) await rememberCard(deps, task, effect, card);
    await toldAtLast(deps, task, effect.id, { what: 'card' });
  } catch (error) {
    const hasNoPlace = error instanceof PortError && error.problem.code === 'chat_channel_unavailable';
    // Told once: the state that follows from it tries to show a card too, and fails for the same reason.
    if (hasNoPlace && task.state.name === 'requested' && task.card === null)
      await tellRequester(deps, task, error);
    throw error;
  }
}

async function rememberCard(
  deps: Needs,
  task: Task,
  effect: EffectOf<'show_card'>,
  card: MessageRef,
): Promise<void> {
  await rememberThread(deps.settings, { ...task, card });
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:shown`,
    atMs: deps.clock.nowMs(),
    type: 'card_shown',
    card,
  });
}

/** With no place in the channel, the way the request came in is the only one back. */
async function tellRequester(deps: Needs, task: Task, error: PortError): Promise<void> {
  const to = await deps.settings.get<AnswerTo>(respondKey(task.id));
  if (to === undefined) return;
  try {
    await deps.chat.answer(to, cannotPost(task, error.problem.detail));
  } catch (failure) {
    deps.log.warn(
      { err: failure, taskId: task.id },
      'the requester could not be told that the channel is closed to the bot',
    );
  }
}
