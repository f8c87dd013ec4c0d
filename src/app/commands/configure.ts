// What holds in a channel: shown to anybody, changed by those whom the operator gave a role.

import type { Hours } from '#core/calendar.ts';
import type { Command } from '#core/command.ts';
import type { Message } from '#core/messages/message.ts';
import {
  channelSettings,
  inUtc,
  mayNotConfigure,
  quietOff,
  quietSet,
  repositorySet,
  repositoryUnset,
} from '#core/messages/mute-words.ts';
import { repositoryNotChosen } from '#core/messages/not-understood.ts';
import { mayConfigure } from '#core/permissions.ts';
import { chooseRepository } from '#core/repository-choice.ts';
import { channelDefault, keepChannelDefault } from '../channel-default.ts';
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
    return channelSettings(await channelDefault(deps, channelId), await quietHoursOf(deps, channelId));
  if (!mayConfigure(actor)) return mayNotConfigure();
  return 'repo' in change
    ? setRepository(deps, channelId, change.repo)
    : setQuiet(deps, { actor, channelId, requestKey }, change.quiet);
}

async function setQuiet(
  deps: Needs,
  { actor, channelId, requestKey }: Pick<Context, 'actor' | 'channelId' | 'requestKey'>,
  hours: Hours | null,
): Promise<Message> {
  if (hours === null) {
    await setQuietHours(deps, channelId, null);
    await quietIsOver(deps, requestKey, ({ request }) => request.channelId === channelId);
    return quietOff();
  }
  const zone = await deps.chat.timeZoneOf(actor.userId);
  const quiet = { hours, zone: zone ?? 'UTC', by: actor.name };
  await setQuietHours(deps, channelId, quiet);
  return zone === null ? inUtc(quietSet(quiet)) : quietSet(quiet);
}

async function setRepository(deps: Needs, channelId: string, name: string | null): Promise<Message> {
  if (name === null) {
    await keepChannelDefault(deps, channelId, null);
    return repositoryUnset(await channelDefault(deps, channelId));
  }
  const configured = deps.config.repositories.map(({ repo }) => repo);
  const choice = chooseRepository({ option: name, text: '', channelDefault: null, configured });
  if (!choice.ok) return repositoryNotChosen(choice);
  await keepChannelDefault(deps, channelId, choice.repo);
  return repositorySet(choice.repo);
}
