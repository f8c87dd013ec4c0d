// The bodies Slack sends to a bot: commands, clicks, submissions, shortcuts, events.

import type { Payload } from './delivery.ts';
import { messageJson } from './messages.ts';
import type { StandInCommand, StandInUser } from './options.ts';
import { viewJson } from './views.ts';
import type { StoredMessage, StoredView } from './visible.ts';
import {
  type Conversation,
  newResponseUrl,
  newTrigger,
  nextId,
  nextTs,
  type Workspace,
} from './workspace.ts';

/** The legacy verification token: bots check the signature instead. */
const TOKEN = 'not-a-secret-use-the-signature';

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What a person typed, as Slack stores it: entities escaped, mentions and links as references. */
export function encodeTyped(
  workspace: Workspace,
  text: string,
  { withNames }: { withNames: boolean },
): string {
  const named = (sigil: string, id: string, name: string): string =>
    `<${sigil}${id}${withNames ? `|${name}` : ''}>`;
  return escapeText(text)
    .replace(/https?:\/\/[^\s|]+/g, (url) => `<${url}>`)
    .replace(/(^|[\s(])@([a-z0-9._-]+)/gi, (whole, before: string, name: string) => {
      if (name === workspace.bot.name) return before + named('@', workspace.bot.userId, name);
      const user = [...workspace.users.values()].find((entry) => entry.name === name);
      return user ? before + named('@', user.id, name) : whole;
    })
    .replace(/(^|[\s(])#([a-z0-9._-]+)/gi, (whole, before: string, name: string) => {
      const channel = [...workspace.channels.values()].find((entry) => entry.name === name && !entry.dmWith);
      return channel ? before + named('#', channel.id, name) : whole;
    });
}

const channelName = (channel: Conversation): string => (channel.dmWith ? 'directmessage' : channel.name);

function team(workspace: Workspace) {
  return { id: workspace.teamId, domain: workspace.teamDomain };
}

function userJson(workspace: Workspace, user: StandInUser) {
  return {
    id: user.id,
    username: user.name,
    name: user.name,
    team_id: user.foreignTeamId ?? workspace.teamId,
  };
}

function about(workspace: Workspace, user: StandInUser) {
  return {
    token: TOKEN,
    api_app_id: workspace.appId,
    team: team(workspace),
    user: userJson(workspace, user),
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function commandPayload(
  workspace: Workspace,
  {
    user,
    channel,
    command,
    text,
  }: { user: StandInUser; channel: Conversation; command: StandInCommand; text: string },
): Payload {
  return {
    token: TOKEN,
    team_id: user.foreignTeamId ?? workspace.teamId,
    team_domain: workspace.teamDomain,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command: command.command,
    text: command.shouldEscape ? encodeTyped(workspace, text, { withNames: true }) : text,
    api_app_id: workspace.appId,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(workspace, 'commands', { channel: channel.id, user: user.id }),
    trigger_id: newTrigger(workspace, user.id),
  };
}

export interface ActionParts {
  readonly user: StandInUser;
  readonly action: Readonly<Record<string, unknown>>;
  readonly values: StoredView['values'];
}

export function messageActionPayload(
  workspace: Workspace,
  channel: Conversation,
  message: StoredMessage,
  { user, action, values }: ActionParts,
): Payload {
  const isEphemeral = message.ephemeralTo !== undefined;
  const place = { channel: channel.id, user: user.id, messageTs: message.ts };
  return {
    type: 'block_actions',
    ...about(workspace, user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: newTrigger(workspace, user.id),
    channel: { id: channel.id, name: channelName(channel) },
    ...(isEphemeral ? {} : { message: messageJson(workspace, message, { withMetadata: true }) }),
    state: { values },
    response_url: newResponseUrl(workspace, 'actions', {
      ...place,
      ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    }),
    actions: [{ ...action, action_ts: nextTs(workspace) }],
  };
}

export function viewActionPayload(
  workspace: Workspace,
  view: StoredView,
  { user, action, values }: ActionParts,
): Payload {
  return {
    type: 'block_actions',
    ...about(workspace, user),
    container: { type: 'view', view_id: view.id },
    trigger_id: newTrigger(workspace, user.id, view.id),
    view: viewJson(workspace, view),
    state: { values },
    actions: [{ ...action, action_ts: nextTs(workspace) }],
  };
}

export function submissionPayload(workspace: Workspace, user: StandInUser, view: StoredView): Payload {
  return {
    type: 'view_submission',
    ...about(workspace, user),
    trigger_id: newTrigger(workspace, user.id, view.id),
    view: viewJson(workspace, view),
    response_urls: [],
  };
}

export function closedPayload(
  workspace: Workspace,
  user: StandInUser,
  view: StoredView,
  isCleared: boolean,
): Payload {
  return {
    type: 'view_closed',
    ...about(workspace, user),
    view: viewJson(workspace, view),
    is_cleared: isCleared,
  };
}

export function globalShortcutPayload(workspace: Workspace, user: StandInUser, callbackId: string): Payload {
  return {
    type: 'shortcut',
    ...about(workspace, user),
    callback_id: callbackId,
    trigger_id: newTrigger(workspace, user.id),
    action_ts: nextTs(workspace),
  };
}

export function messageShortcutPayload(
  workspace: Workspace,
  {
    user,
    channel,
    message,
    callbackId,
  }: { user: StandInUser; channel: Conversation; message: StoredMessage; callbackId: string },
): Payload {
  return {
    type: 'message_action',
    ...about(workspace, user),
    callback_id: callbackId,
    trigger_id: newTrigger(workspace, user.id),
    action_ts: nextTs(workspace),
    message_ts: message.ts,
    message: messageJson(workspace, message),
    channel: { id: channel.id, name: channelName(channel) },
    response_url: newResponseUrl(workspace, 'actions', { channel: channel.id, user: user.id }),
  };
}

export function suggestionPayload(
  workspace: Workspace,
  {
    user,
    view,
    actionId,
    blockId,
    query,
  }: { user: StandInUser; view: StoredView; actionId: string; blockId: string; query: string },
): Payload {
  return {
    type: 'block_suggestion',
    ...about(workspace, user),
    action_id: actionId,
    block_id: blockId,
    value: query,
    container: { type: 'view', view_id: view.id },
    view: viewJson(workspace, view),
  };
}

/** The Events API envelope; `event_id` is what redeliveries share. */
export function eventPayload(workspace: Workspace, event: Payload, sender?: StandInUser): Payload {
  return {
    token: TOKEN,
    team_id: workspace.teamId,
    context_team_id: workspace.teamId,
    context_enterprise_id: null,
    api_app_id: workspace.appId,
    event: sender?.foreignTeamId
      ? { ...event, user_team: sender.foreignTeamId, source_team: sender.foreignTeamId }
      : event,
    type: 'event_callback',
    event_id: nextId(workspace, 'Ev'),
    event_time: Math.floor(workspace.clock.nowMs() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.teamId,
        user_id: workspace.bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: nextId(workspace, '4-'),
  };
}

export function messageEventPayload(
  workspace: Workspace,
  type: 'app_mention' | 'message',
  message: StoredMessage,
): Payload {
  return {
    type,
    user: message.user,
    text: message.text,
    ts: message.ts,
    client_msg_id: nextId(workspace, 'M'),
    team: workspace.teamId,
    channel: message.channel,
    event_ts: message.edited?.ts ?? message.ts,
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(type === 'message' ? { channel_type: 'im' } : {}),
  };
}
