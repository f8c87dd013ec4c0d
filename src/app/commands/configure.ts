// What holds in a channel: shown to anybody, changed by those whom the operator gave a role.

import type { Hours } from '#core/calendar.ts';
import type { Command } from '#core/command.ts';
import { hoursTyped } from '#core/config-words.ts';
import {
  channelSettings,
  mayNotConfigure,
  quietOff,
  quietSet,
  repositorySet,
  repositoryUnset,
} from '#core/messages/channel-words.ts';
import type { Message } from '#core/messages/message.ts';
import { inUtc } from '#core/messages/mute-words.ts';
import { repositoryNotChosen } from '#core/messages/not-understood.ts';
import type { Actor } from '#core/people.ts';
import { mayAdminister, mayConfigure } from '#core/permissions.ts';
import { chooseRepository } from '#core/repository-choice.ts';
import { repoName } from '#core/task/request.ts';
import { channelDefault, keepChannelDefault } from '../channel-default.ts';
import { recordChange, rememberChannel, settingsOf } from '../channel-settings.ts';
import type { Deps } from '../deps.ts';
import { quietIsOver, setQuietHours } from '../quiet.ts';
import { channelsFor } from './administer.ts';
import type { Context } from './context.ts';

type Needs = Pick<Deps, 'engine' | 'settings' | 'clock' | 'chat' | 'config' | 'audit'>;

export async function configure(
  deps: Needs,
  { actor, channelId, requestKey }: Context,
  { change }: Extract<Command, { name: 'config' }>,
): Promise<Message> {
  if (change === null && mayAdminister(actor)) return await channelsFor(deps, channelId);
  if (change === null) return channelSettings(await settingsOf(deps, channelId));
  if (!mayConfigure(actor)) return mayNotConfigure();
  return 'repo' in change
    ? setRepository(deps, { actor, channelId }, change.repo)
    : setQuiet(deps, { actor, channelId, requestKey }, change.quiet);
}

async function setQuiet(
  deps: Needs,
  { actor, channelId, requestKey }: Pick<Context, 'actor' | 'channelId' | 'requestKey'>,
  hours: Hours | null,
): Promise<Message> {
  if (hours === null) {
    await changing(deps, actor, channelId, ['quiet', '']);
    await setQuietHours(deps, channelId, null);
    await quietIsOver(deps, requestKey, ({ request }) => request.channelId === channelId);
    return quietOff();
  }
  const zone = await deps.chat.timeZoneOf(actor.userId);
  const quiet = { hours, zone: zone ?? 'UTC', by: actor.name };
  await changing(deps, actor, channelId, ['quiet', `${hoursTyped(hours)} ${quiet.zone}`]);
  await setQuietHours(deps, channelId, quiet);
  return zone === null ? inUtc(quietSet(quiet)) : quietSet(quiet);
}

async function setRepository(
  deps: Needs,
  { actor, channelId }: Pick<Context, 'actor' | 'channelId'>,
  name: string | null,
): Promise<Message> {
  if (name === null) {
    await changing(deps, actor, channelId, ['repo', '']);
    await keepChannelDefault(deps, channelId, null);
    return repositoryUnset(await channelDefault(deps, channelId));
  }
  const configured = deps.config.repositories.map(({ repo }) => repo);
  const choice = chooseRepository({ option: name, text: '', channelDefault: null, configured });
  if (!choice.ok) return repositoryNotChosen(choice);
  await changing(deps, actor, channelId, ['repo', repoName(choice.repo)]);
  await keepChannelDefault(deps, channelId, choice.repo);
  return repositorySet(choice.repo);
}

async function changing(
  deps: Pick<Deps, 'audit' | 'clock' | 'settings' | 'config'>,
  actor: Actor,
  channelId: string,
  what: Parameters<typeof recordChange>[3],
): Promise<void> {
  await recordChange(deps, actor, channelId, what);
  await rememberChannel(deps, channelId);
}
