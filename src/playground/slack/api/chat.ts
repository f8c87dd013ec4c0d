// chat.*: posting, editing, deleting, ephemerals, permalinks.
import { addMessage, deleteMessage, editMessage, findMessage, messageJson } from '../messages.ts';
import { openDirectMessage } from '../workspace.ts';
import { type ApiCall, type ApiMethod, flagArg, requiredArg, SlackApiError, textArg } from './call.ts';
import {
  blocksArg,
  channelArg,
  MAX_POST_TEXT_CHARS,
  MAX_UPDATE_TEXT_CHARS,
  metadataArg,
  ownMessage,
  refuseAttachments,
  threadArg,
  writableChannel,
} from './message-args.ts';

function contentOf(call: ApiCall) {
  refuseAttachments(call);
  const blocks = blocksArg(call);
  const text = textArg(call, 'text');
  if (text === undefined && (blocks === undefined || blocks.length === 0)) throw new SlackApiError('no_text');
  return {
    text: (text ?? '').slice(0, MAX_POST_TEXT_CHARS),
    ...(blocks && blocks.length > 0 ? { blocks } : {}),
  };
}

function targetOf(call: ApiCall) {
  const target = requiredArg(call, 'channel');
  if (!call.workspace.users.has(target)) return channelArg(call);
  return openDirectMessage(call.workspace, target);
}

function postMessage(call: ApiCall): Record<string, unknown> {
  const { workspace } = call;
  const channel = writableChannel(call, targetOf(call));
  const threadTs = threadArg(call, channel);
  const metadata = metadataArg(call);
  const message = addMessage(workspace, {
    channel,
    user: workspace.bot.userId,
    botId: workspace.bot.botId,
    ...contentOf(call),
    ...(threadTs ? { threadTs, broadcast: flagArg(call, 'reply_broadcast') } : {}),
    ...(metadata ? { metadata } : {}),
  });
  const isCut = (textArg(call, 'text') ?? '').length > MAX_POST_TEXT_CHARS;
  return {
    channel: channel.id,
    ts: message.ts,
    message: messageJson(workspace, message, { withMetadata: true }),
    ...(isCut ? { response_metadata: { warnings: ['message_truncated'] } } : {}),
  };
}

function update(call: ApiCall): Record<string, unknown> {
  const { workspace } = call;
  const channel = channelArg(call);
  if (channel.isArchived) throw new SlackApiError('is_archived');
  const message = ownMessage(workspace, channel, requiredArg(call, 'ts'), 'cant_update_message');
  if ((textArg(call, 'text') ?? '').length > MAX_UPDATE_TEXT_CHARS) throw new SlackApiError('msg_too_long');
  const metadata = metadataArg(call);
  const edited = editMessage(workspace, message, {
    ...contentOf(call),
    user: workspace.bot.userId,
    ...(metadata ? { metadata } : {}),
  });
  return { channel: channel.id, ts: edited.ts, text: edited.text, message: messageJson(workspace, edited) };
}

function remove(call: ApiCall): Record<string, unknown> {
  const channel = channelArg(call);
  const message = ownMessage(call.workspace, channel, requiredArg(call, 'ts'), 'cant_delete_message');
  deleteMessage(call.workspace, message);
  return { channel: channel.id, ts: message.ts };
}

function postEphemeral(call: ApiCall): Record<string, unknown> {
  const { workspace } = call;
  const user = requiredArg(call, 'user');
  const channel = writableChannel(call, channelArg(call));
  if (!workspace.users.has(user)) throw new SlackApiError('user_not_in_channel');
  if (channel.dmWith && channel.dmWith !== user) throw new SlackApiError('user_not_in_channel');
  const threadTs = threadArg(call, channel);
  const message = addMessage(workspace, {
    channel,
    user: workspace.bot.userId,
    botId: workspace.bot.botId,
    ...contentOf(call),
    ephemeralTo: user,
    ...(threadTs ? { threadTs } : {}),
  });
  return { message_ts: message.ts };
}

function getPermalink(call: ApiCall): Record<string, unknown> {
  const channel = channelArg(call);
  const message = findMessage(call.workspace, channel.id, requiredArg(call, 'message_ts'));
  if (!message || message.ephemeralTo) throw new SlackApiError('message_not_found');
  const path = `/archives/${channel.id}/p${message.ts.replace('.', '')}`;
  const query = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
  return { channel: channel.id, permalink: `${call.workspace.origin}${path}${query}` };
}

const write = { token: 'bot', scopes: ['chat:write'] } as const;

export const CHAT_METHODS: Readonly<Record<string, ApiMethod>> = {
  'chat.postMessage': { ...write, run: postMessage },
  'chat.update': { ...write, run: update },
  'chat.delete': { ...write, run: remove },
  'chat.postEphemeral': { ...write, run: postEphemeral },
  'chat.getPermalink': { token: 'bot', scopes: [], run: getPermalink },
};
