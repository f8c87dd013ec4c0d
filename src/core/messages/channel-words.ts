// Settings of channels: one channel's for whoever asks there, and for admins all of them in a list and one in a form.

import type { Hours } from '../calendar.ts';
import type { ChannelSettings } from '../channel-settings.ts';
import { hoursTyped } from '../config-words.ts';
import type { QuietHours } from '../quiet.ts';
import { type RepoRef, repoName } from '../task/request.ts';
import type { Block, Button, Field, Form, Line, Message } from './message.ts';
import { clockUtc, lines, list, mentionsOf, oneLine, plural, shownName } from './words.ts';

export const CHANNEL_FORM = 'channel:';

/** `left`: how many there are besides. */
export type Channels = { readonly shown: readonly Channel[]; readonly left: number };
export type Channel = { readonly channelId: string; readonly settings: ChannelSettings };

/** What is set there, in one line; what is not set is left out. */
export function channelLine({ channelId, settings }: Channel): Line {
  const { repo, base, agent, quiet, onCall } = settings;
  const parts: Line[] = [
    ...(repo === null ? [] : [[repoName(repo)]]),
    ...(base === null ? [] : [[`base ${oneLine(base, 60)}`]]),
    ...(agent === null ? [] : [[`agent ${oneLine(agent, 60)}`]]),
    ...(quiet === null ? [] : [[`quiet from ${hoursWords(quiet.hours)} (${quiet.zone})`]]),
    ...(onCall === null ? [] : [['on call ', ...mentionsOf(onCall)]]),
  ];
  const shown = parts.length === 0 ? [['nothing set']] : parts;
  return [{ channel: channelId }, ': ', ...shown.flatMap((part, at) => (at === 0 ? part : [' · ', ...part]))];
}

export function channelBlocks({ shown, left }: Channels): Block[] {
  return [
    ...shown.flatMap((channel): Block[] => [
      { kind: 'lines', lines: [channelLine(channel)] },
      { kind: 'buttons', buttons: [change(channel.channelId)] },
    ]),
    ...(left > 0 ? [{ kind: 'lines', lines: [[`and ${left} more, by “Another channel”.`]] } as const] : []),
    { kind: 'buttons', buttons: [another] },
  ];
}

/** A notification cannot name channels: the lists are for those who look. */
export const channelsList = (channels: Channels): Message => ({
  text: `Settings of ${plural(channels.shown.length, 'channel')}, each with a button to change them.`,
  blocks: [{ kind: 'lines', lines: [[{ bold: 'Settings of channels' }]] }, ...channelBlocks(channels)],
});

const change = (channelId: string): Button => ({
  verb: 'configure',
  label: 'Change',
  description: `Change the settings of channel ${channelId}`,
  style: 'plain',
  value: channelId,
});

/** Of no channel yet. */
export const ANY_CHANNEL = 'any';
const another: Button = {
  verb: 'configure',
  label: 'Another channel',
  description: 'Change the settings of another channel',
  style: 'plain',
  value: ANY_CHANNEL,
};

/** `hasLadder`: somebody can be called at all. */
export function channelForm(
  channelId: string | null,
  settings: ChannelSettings | null,
  hasLadder: boolean,
): Form {
  const text = (name: string, label: string, placeholder: string, initial: string | undefined): Field => ({
    kind: 'text',
    ...{ name, label, placeholder, optional: true, maxChars: 200 },
    ...(initial === undefined ? {} : { initial }),
  });
  const called = settings?.onCall ?? [];
  // A group cannot be chosen here: left empty, the operator's stays.
  const onCall = called.every((id) => /^[UW]/.test(id)) ? called : [];
  return {
    title: 'Channel settings',
    submit: 'Save',
    close: 'Cancel',
    intro:
      channelId === null
        ? ['What tasks of the channel are about unless they say otherwise.']
        : ['What tasks of ', { channel: channelId }, ' are about unless they say otherwise.'],
    fields: [
      ...(channelId === null ? [CHANNEL_FIELD] : []),
      {
        kind: 'looked_up',
        ...{
          name: 'repo',
          label: 'Repository',
          placeholder: 'None: each task names its own',
          optional: true,
        },
        ...(settings?.repo ? { initial: repoName(settings.repo) } : {}),
      },
      text('base', 'Base branch of it', 'Its default branch', settings?.base ?? undefined),
      text('agent', 'Agent', 'The repository’s', settings?.agent ?? undefined),
      text(
        'quiet',
        'Quiet hours',
        '22:00-07:00',
        settings?.quiet ? hoursTyped(settings.quiet.hours) : undefined,
      ),
      ...(hasLadder ? [onCallField(onCall)] : []),
    ],
    value: `${CHANNEL_FORM}${channelId ?? ''}`,
  };
}

const CHANNEL_FIELD: Field = {
  kind: 'channel',
  name: 'channel',
  label: 'Channel',
  placeholder: 'Choose a channel',
  optional: false,
};

const onCallField = (initial: readonly string[]): Field => ({
  kind: 'people',
  name: 'on_call',
  label: 'Who is called when nobody answers',
  placeholder: 'As the operator has it',
  optional: true,
  maxPeople: 10,
  ...(initial.length === 0 ? {} : { initial }),
});

export const channelSet = (channelId: string, settings: ChannelSettings): Message => ({
  text: 'Saved, and on record.',
  blocks: [{ kind: 'lines', lines: [['Saved, and on record.'], channelLine({ channelId, settings })] }],
});

export const notConfigured = (typed: string, configured: readonly string[]): string =>
  `“${oneLine(typed, 60)}” is none of those that are configured: ${list(configured, 8)}.`;

export const mayNotAdminister = (): Message =>
  lines(
    ['Only admins change that, so nothing was changed.'],
    ['Ask one of them, or the operator to add you as an admin in greenlight.yml.'],
  );

export const hoursWords = ({ fromMinute, toMinute }: Hours): string =>
  `${clock(fromMinute)} to ${clock(toMinute)}`;
const clock = (minute: number): string => clockUtc(minute * 60_000).replace(' UTC', '');

export const quietSet = ({ hours, zone }: QuietHours): Message =>
  lines(
    [
      `This channel is quiet from ${hoursWords(hours)} (${zone}): results are posted without a ping then, and other replies come in one message afterwards.`,
    ],
    [{ code: '/agent config quiet off' }, ' ends that.'],
  );

export const quietOff = (): Message => lines(['This channel has no quiet hours any more.']);

export const repositorySet = (repo: RepoRef): Message =>
  lines(
    [`Tasks of this channel are about ${repoName(repo)} unless they name another repository.`],
    [{ code: '/agent config repo off' }, ' ends that.'],
  );

export const repositoryUnset = (repo: RepoRef | null): Message =>
  lines([
    repo === null
      ? 'This channel stands for no repository any more: each task names its own.'
      : `Tasks of this channel are about ${repoName(repo)} again, as the operator has it.`,
  ]);

export const mayNotConfigure = (): Message =>
  lines(
    ['Settings of a channel hold for everybody in it: approvers, on-call and admins change them.'],
    [
      'Ask one of them, or the operator to add you in greenlight.yml. Your own pings stop with ',
      { code: '/agent mute me' },
      '.',
    ],
  );

export function channelSettings({ repo, base, agent, quiet, onCall }: ChannelSettings): Message {
  const hours =
    quiet === null ? 'none' : `${hoursWords(quiet.hours)} (${quiet.zone}), set by ${shownName(quiet.by)}`;
  return lines(
    [{ bold: 'This channel' }],
    [`Repository unless told: ${repo === null ? 'none' : repoName(repo)}`],
    ...(base === null ? [] : [[`Base branch of it unless told: ${oneLine(base, 100)}`]]),
    ...(agent === null ? [] : [[`Agent unless told: ${oneLine(agent, 60)}`]]),
    [`Quiet hours: ${hours}`],
    ...(onCall === null ? [] : [['Called when nobody answers: ', ...mentionsOf(onCall)]]),
    [
      'To change them: ',
      { code: '/agent config quiet 22:00-07:00' },
      ' and ',
      { code: '/agent config repo payments' },
    ],
  );
}
