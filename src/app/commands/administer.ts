// The admins' view of channels: all of them listed, one of them in a form, and what the form brings back.
import { type ChannelSettings, readSettingsForm, type WantedSettings } from '#core/channel-settings.ts';
import {
  channelForm,
  channelSet,
  channelsList,
  mayNotAdminister,
  notConfigured,
} from '#core/messages/channel-words.ts';
import type { Form, Message } from '#core/messages/message.ts';
import { mayAdminister } from '#core/permissions.ts';
import type { QuietHours } from '#core/quiet.ts';
import { chooseRepository } from '#core/repository-choice.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import { keepChannelDefault } from '../channel-default.ts';
import {
  asWords,
  channelsShown,
  keepMore,
  knownChannels,
  recordChange,
  rememberChannel,
  settingsOf,
  unlessGiven,
} from '../channel-settings.ts';
import type { Deps } from '../deps.ts';
import { quietIsOver, setQuietHours } from '../quiet.ts';
import type { Context } from './context.ts';

type Needs = Pick<Deps, 'settings' | 'config' | 'clock'>;

/** Every channel with what holds there, this one first. */
export async function channelsFor(deps: Needs, channelId: string): Promise<Message> {
  // A conversation with the bot alone has no settings.
  const here = /^[CG]/.test(channelId) ? [channelId] : [];
  const ids = new Set([...here, ...(await knownChannels(deps))]);
  return channelsList(await channelsShown(deps, [...ids]));
}

/** `channelId` null: the form asks for it. */
export async function openChannelForm(
  deps: Needs,
  { actor }: Context,
  channelId: string | null,
): Promise<{ answer: Message } | { form: Form }> {
  if (!mayAdminister(actor)) return { answer: mayNotAdminister() };
  const settings = channelId === null ? null : await settingsOf(deps, channelId);
  return { form: channelForm(channelId, settings, deps.config.escalation !== undefined) };
}

export async function submitChannelForm(
  deps: Needs & Pick<Deps, 'engine' | 'chat' | 'audit'>,
  context: Context,
  form: { readonly channelId: string | null; readonly fields: Readonly<Record<string, string>> },
): Promise<{ errors?: Record<string, string>; answer?: Message }> {
  const { actor, requestKey } = context;
  if (!mayAdminister(actor)) return { answer: mayNotAdminister() };
  const channelId = form.channelId ?? form.fields.channel ?? '';
  if (channelId === '') return { errors: { channel: 'Choose a channel.' } };
  const read = readSettingsForm(form.fields);
  if (!read.ok) return { errors: { ...read.errors } };
  const checked = checkedAgainst(deps, read.wanted);
  if (!checked.ok) return { errors: checked.errors };
  const before = await settingsOf(deps, channelId);
  const quiet = await quietWanted(deps, context, read.wanted, before);
  const { base, agent, onCall } = read.wanted;
  const after: ChannelSettings = { repo: checked.repo, base, agent, quiet, onCall };
  await recordAll(deps, context, channelId, before, after);
  await rememberChannel(deps, channelId);
  const kept = unlessGiven(deps, channelId, after);
  await keepChannelDefault(deps, channelId, kept.repo);
  await keepMore(deps, channelId, kept);
  await setQuietHours(deps, channelId, quiet);
  if (before.quiet !== null && quiet === null)
    await quietIsOver(deps, requestKey, ({ request }) => request.channelId === channelId);
  return { answer: channelSet(channelId, await settingsOf(deps, channelId)) };
}

type Checked =
  | { readonly ok: true; readonly repo: RepoRef | null }
  | { readonly ok: false; readonly errors: Record<string, string> };

/** What the operator's file knows. */
function checkedAgainst({ config }: Pick<Deps, 'config'>, { repo, agent }: WantedSettings): Checked {
  const errors: Record<string, string> = {};
  const configured = config.repositories.map((entry) => entry.repo);
  const choice =
    repo === null ? null : chooseRepository({ option: repo, text: '', channelDefault: null, configured });
  if (choice !== null && !choice.ok) errors.repo = notConfigured(repo ?? '', configured.map(repoName));
  const agents = Object.keys(config.agents);
  if (agent !== null && !agents.includes(agent)) errors.agent = notConfigured(agent, agents);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, repo: choice?.ok ? choice.repo : null };
}

/** Hours that stay as they are keep the zone that they were said in. */
async function quietWanted(
  { chat }: Pick<Deps, 'chat'>,
  { actor }: Context,
  { quiet: hours }: WantedSettings,
  { quiet: before }: ChannelSettings,
): Promise<QuietHours | null> {
  if (hours === null) return null;
  const isSame = before?.hours.fromMinute === hours.fromMinute && before.hours.toMinute === hours.toMinute;
  if (before && isSame) return before;
  return { hours, zone: (await chat.timeZoneOf(actor.userId)) ?? 'UTC', by: actor.name };
}

async function recordAll(
  deps: Pick<Deps, 'audit' | 'clock'>,
  { actor }: Context,
  channelId: string,
  before: ChannelSettings,
  after: ChannelSettings,
): Promise<void> {
  const was = asWords(before);
  for (const [name, value] of Object.entries(asWords(after)) as [keyof ChannelSettings, string][])
    if (was[name] !== value) await recordChange(deps, actor, channelId, [name, value]);
}
