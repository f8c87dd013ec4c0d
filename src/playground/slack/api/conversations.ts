// conversations.*: what channels there are and what was said in them.
import { messageJson, messagesIn } from '../messages.ts';
import type { StoredMessage } from '../visible.ts';
import { type Conversation, openDirectMessage, type Workspace } from '../workspace.ts';
import {
  type ApiCall,
  type ApiMethod,
  flagArg,
  numberArg,
  requiredArg,
  SlackApiError,
  textArg,
} from './call.ts';
import { channelArg } from './message-args.ts';

function kindOf(channel: Conversation): 'im' | 'private_channel' | 'public_channel' {
  if (channel.dmWith) return 'im';
  return channel.isPrivate ? 'private_channel' : 'public_channel';
}

const KIND_PREFIX = { im: 'im', private_channel: 'groups', public_channel: 'channels' } as const;

/** The scope depends on the kind of conversation: `channels:history`, `groups:history`, `im:history`. */
function requireScope(workspace: Workspace, channel: Conversation, what: 'history' | 'read'): void {
  const needed = `${KIND_PREFIX[kindOf(channel)]}:${what}`;
  if (workspace.manifest.scopes.includes(needed)) return;
  throw new SlackApiError('missing_scope', { needed, provided: workspace.manifest.scopes.join(',') });
}

function conversationJson(workspace: Workspace, channel: Conversation): Record<string, unknown> {
  if (channel.dmWith) {
    return {
      id: channel.id,
      is_im: true,
      user: channel.dmWith,
      is_archived: false,
      context_team_id: workspace.teamId,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_member: channel.hasBot,
    is_ext_shared: channel.isShared,
    is_shared: channel.isShared,
    context_team_id: workspace.teamId,
    topic: { value: channel.topic, creator: '', last_set: 0 },
  };
}

function page(call: ApiCall, all: readonly StoredMessage[], fallback: number) {
  const limit = numberArg(call, 'limit', fallback);
  if (limit < 1 || limit > 1000) throw new SlackApiError('invalid_limit');
  const cursor = textArg(call, 'cursor');
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(start) || start < 0) throw new SlackApiError('invalid_cursor');
  const end = start + limit;
  const hasMore = end < all.length;
  const withMetadata = flagArg(call, 'include_all_metadata');
  return {
    messages: all.slice(start, end).map((message) => messageJson(call.workspace, message, { withMetadata })),
    has_more: hasMore,
    ...(hasMore
      ? { response_metadata: { next_cursor: Buffer.from(String(end)).toString('base64url') } }
      : {}),
  };
}

function inWindow(call: ApiCall, message: StoredMessage): boolean {
  const oldest = textArg(call, 'oldest');
  const latest = textArg(call, 'latest');
  const inclusive = flagArg(call, 'inclusive');
  const isAfter = oldest === undefined || message.ts > oldest || (inclusive && message.ts === oldest);
  const isBefore = latest === undefined || message.ts < latest || (inclusive && message.ts === latest);
  return isAfter && isBefore;
}

function readable(call: ApiCall): StoredMessage[] {
  const channel = channelArg(call);
  requireScope(call.workspace, channel, 'history');
  if (!channel.hasBot) throw new SlackApiError('not_in_channel');
  return messagesIn(call.workspace, channel.id).filter(
    (message) => !message.isDeleted && !message.ephemeralTo,
  );
}

function history(call: ApiCall): Record<string, unknown> {
  const top = readable(call).filter((message) => !message.threadTs || message.broadcast);
  return page(call, top.filter((message) => inWindow(call, message)).reverse(), 100);
}

function replies(call: ApiCall): Record<string, unknown> {
  const ts = requiredArg(call, 'ts');
  const all = readable(call);
  const asked = all.find((message) => message.ts === ts);
  if (!asked) throw new SlackApiError('thread_not_found');
  const parentTs = asked.threadTs ?? asked.ts;
  const thread = all.filter(
    (message) => message.ts === parentTs || (message.threadTs === parentTs && inWindow(call, message)),
  );
  return page(call, thread, 1000);
}

function info(call: ApiCall): Record<string, unknown> {
  const channel = channelArg(call);
  requireScope(call.workspace, channel, 'read');
  return { channel: conversationJson(call.workspace, channel) };
}

function list(call: ApiCall): Record<string, unknown> {
  const kinds = (textArg(call, 'types') ?? 'public_channel').split(',').map((kind) => kind.trim());
  const channels = [...call.workspace.channels.values()].filter(
    (channel) =>
      kinds.includes(kindOf(channel)) &&
      !(flagArg(call, 'exclude_archived') && channel.isArchived) &&
      (!channel.isPrivate || channel.hasBot),
  );
  return {
    channels: channels.map((channel) => conversationJson(call.workspace, channel)),
    response_metadata: { next_cursor: '' },
  };
}

function open(call: ApiCall): Record<string, unknown> {
  const users = requiredArg(call, 'users').split(',');
  const [user = ''] = users;
  if (users.length !== 1) throw new SlackApiError('not_enough_users');
  if (!call.workspace.users.has(user)) throw new SlackApiError('user_not_found');
  return { channel: { id: openDirectMessage(call.workspace, user).id } };
}

function join(call: ApiCall): Record<string, unknown> {
  const channel = channelArg(call);
  if (channel.isArchived) throw new SlackApiError('is_archived');
  if (channel.isPrivate) throw new SlackApiError('method_not_supported_for_channel_type');
  channel.hasBot = true;
  return { channel: conversationJson(call.workspace, channel) };
}

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

export const CONVERSATION_METHODS: Readonly<Record<string, ApiMethod>> = {
  'conversations.history': { token: 'bot', scopes: [], run: history },
  'conversations.replies': { token: 'bot', scopes: [], run: replies },
  'conversations.info': { token: 'bot', scopes: [], run: info },
  'conversations.list': { token: 'bot', scopes: READ, run: list },
  'conversations.open': { token: 'bot', scopes: ['im:write', 'mpim:write'], run: open },
  'conversations.join': { token: 'bot', scopes: ['channels:join'], run: join },
};
