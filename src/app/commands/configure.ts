// What holds in a channel: shown to anybody, changed by those whom the operator gave a role.
import type { Command } from '#core/command.ts';
import type { Message } from '#core/messages/message.ts';
import { channelSettings, inUtc, mayNotConfigure, quietOff, quietSet } from '#core/messages/mute-words.ts';
import { mayConfigure } from '#core/permissions.ts';
import type { Deps } from '../deps.ts';
import { quietHoursOf, quietIsOver, setQuietHours } from '../quiet.ts';
import type { Context } from './context.ts';

type Needs = Pick<Deps, 'engine' | 'settings' | 'clock' | 'chat' | 'config'>;

export async function configure(
  deps: Needs,
  { actor, channelId, requestKey }: Context,
  { change }: Extract<Command, { name: 'config' }>,
): Promise<Message> {
  if (change === null)
    return channelSettings(deps.config.channels[channelId] ?? null, await quietHoursOf(deps, channelId));
  if (!mayConfigure(actor)) return mayNotConfigure();
  if (change.quiet === null) {
    await setQuietHours(deps, channelId, null);
    await quietIsOver(deps, requestKey, ({ request }) => request.channelId === channelId);
    return quietOff();
  }
  const zone = await deps.chat.timeZoneOf(actor.userId);
  const quiet = { hours: change.quiet, zone: zone ?? 'UTC', by: actor.name };
  await setQuietHours(deps, channelId, quiet);
  return zone === null ? inUtc(quietSet(quiet)) : quietSet(quiet);
}
