// What a person needs who takes a task from here, where its change is reviewed: one comment for each time that it comes to rest.
import type { EffectOf } from '#core/effects.ts';
import { asComment } from '#core/messages/as-comment.ts';
import { packetMessage } from '#core/messages/packet/packet.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import { shownAddresses } from '../shown-addresses.ts';

export async function tellPacket(
  deps: Pick<Deps, 'engine' | 'forge'>,
  stale: Task,
  { key }: EffectOf<'tell_packet'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  // Decided meanwhile: nobody has to take it up any more.
  if (task.pullRequest === null || task.restReply !== key) return;
  const packet = packetMessage(task);
  if (packet === undefined) return;
  const isShown = await shownAddresses(deps, task);
  await deps.forge.comment(task.repo, task.pullRequest.number, key, asComment(packet, isShown));
}
