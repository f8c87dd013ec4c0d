// What holds in a channel: what was set there, else what the operator's file says; and each change of it, on record.
import type { ChannelSettings } from '#core/channel-settings.ts';
import { hoursTyped } from '#core/config-words.ts';
import type { Channels } from '#core/messages/channel-words.ts';
import { type Actor, personOf } from '#core/people.ts';
import { repoName } from '#core/task/request.ts';
import { channelDefault } from './channel-default.ts';
import type { AppConfig, Deps } from './deps.ts';
import { quietHoursOf } from './quiet.ts';

type Needs = Pick<Deps, 'settings' | 'config' | 'clock'>;
/** What is kept here; repository and quiet hours have their own keys. */
export type MoreSettings = Pick<ChannelSettings, 'base' | 'agent' | 'onCall'>;

const keyOf = (channelId: string): string => `channel:${channelId}`;
const KNOWN_KEY = 'channels';
const MAX_KNOWN = 500;

/** An agent that the operator has taken out since is none. */
export async function settingsOf(deps: Needs, channelId: string): Promise<ChannelSettings> {
  const more = await deps.settings.get<MoreSettings>(keyOf(channelId));
  const isAgent = more?.agent != null && Object.hasOwn(deps.config.agents, more.agent);
  return {
    repo: await channelDefault(deps, channelId),
    base: more?.base ?? null,
    agent: isAgent ? more.agent : null,
    quiet: (await quietHoursOf(deps, channelId)) ?? null,
    onCall: more?.onCall ?? deps.config.escalation?.onCall.channels[channelId] ?? null,
  };
}

export async function keepMore(
  { settings }: Pick<Deps, 'settings'>,
  channelId: string,
  { base, agent, onCall }: MoreSettings,
): Promise<void> {
  const kept: MoreSettings = { base, agent, onCall };
  await settings.set(keyOf(channelId), kept);
}

/** What the operator's file says anyway is not set here: then it follows the file. */
export function unlessGiven({ config }: Pick<Deps, 'config'>, channelId: string, wanted: ChannelSettings) {
  const given = {
    repo: config.channels[channelId] ?? null,
    onCall: config.escalation?.onCall.channels[channelId] ?? null,
  };
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return {
    ...wanted,
    repo: isSame(wanted.repo, given.repo) ? null : wanted.repo,
    onCall: isSame(wanted.onCall, given.onCall) ? null : wanted.onCall,
  };
}

/** Those that the operator's file names, then those where something was set. */
export async function knownChannels(deps: Pick<Deps, 'settings' | 'config'>): Promise<readonly string[]> {
  const set = (await deps.settings.get<readonly string[]>(KNOWN_KEY)) ?? [];
  return [...new Set([...namedIn(deps.config), ...set])];
}

/** Two at once may leave one of them out of the list: what was set there holds all the same. */
export async function rememberChannel(
  deps: Pick<Deps, 'settings' | 'config'>,
  channelId: string,
): Promise<void> {
  const set = (await deps.settings.get<readonly string[]>(KNOWN_KEY)) ?? [];
  if (set.includes(channelId)) return;
  await deps.settings.set(KNOWN_KEY, [...set, channelId].slice(-MAX_KNOWN));
}

const namedIn = ({ channels, escalation }: AppConfig): readonly string[] => [
  ...Object.keys(channels),
  ...Object.keys(escalation?.onCall.channels ?? {}),
];

/** As many as a person looks at. */
const SHOWN = 10;

export async function channelsShown(deps: Needs, ids: readonly string[]): Promise<Channels> {
  const shown = ids
    .slice(0, SHOWN)
    .map(async (channelId) => ({ channelId, settings: await settingsOf(deps, channelId) }));
  return { shown: await Promise.all(shown), left: Math.max(0, ids.length - SHOWN) };
}

/** Before the change: see AuditLog. */
export async function recordChange(
  { audit, clock }: Pick<Deps, 'audit' | 'clock'>,
  actor: Actor,
  channelId: string,
  what: readonly [name: keyof ChannelSettings, value: string],
): Promise<void> {
  await audit.record({
    atMs: clock.nowMs(),
    action: 'configure',
    who: { kind: 'chat', ...personOf(actor) },
    from: actor.via ?? 'unknown',
    about: channelId,
    result: 'configured',
    detail: what.join('='),
  });
}

/** As a line of the audit log and a comparison take them. */
export function asWords(settings: ChannelSettings): Readonly<Record<keyof ChannelSettings, string>> {
  const { repo, base, agent, quiet, onCall } = settings;
  return {
    repo: repo === null ? '' : repoName(repo),
    base: base ?? '',
    agent: agent ?? '',
    quiet: quiet === null ? '' : `${hoursTyped(quiet.hours)} ${quiet.zone}`,
    onCall: (onCall ?? []).join(','),
  };
}
