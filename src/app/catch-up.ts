// What the chat would not take, made up for: at the start, and as soon as the chat takes something that it had refused.
import type { Task } from '#core/task/task.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'engine' | 'clock'>;
type Told = { readonly what: 'card' } | { readonly what: 'reply'; readonly key: string };

/** Every task that waits to tell something tries at once. `occasion` names it: the same one twice is one. */
export async function catchUp({ engine, clock }: Needs, occasion: string): Promise<void> {
  for await (const { id } of engine.list({ timer: 'tell_again' }))
    await engine.deliver(id, { id: `chat-back:${occasion}`, atMs: clock.nowMs(), type: 'chat_back' });
}

/** Says that this stands in the chat now, where it did not before; others may have been refused for the same reason. */
export async function toldAtLast(deps: Needs, { id }: Task, effectId: string, told: Told): Promise<void> {
  const untold = (await deps.engine.get(id))?.untold;
  const isUntold =
    told.what === 'card' ? untold?.card : untold?.replies.some((reply) => reply.key === told.key);
  if (!isUntold) return;
  await deps.engine.deliver(id, {
    id: `${effectId}:told`,
    atMs: deps.clock.nowMs(),
    type: 'told',
    ...told,
  });
  await catchUp(deps, effectId);
}
