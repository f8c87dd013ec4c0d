// The part of a call that is a message (text, blocks, metadata), checked as Slack checks it.
import { validateBlocks } from '../blocks/validate-blocks.ts';
import { findMessage } from '../messages.ts';
import type { BlockData, StoredMessage } from '../visible.ts';
import type { Conversation, Workspace } from '../workspace.ts';
import { type ApiCall, jsonArg, requiredArg, SlackApiError, textArg } from './call.ts';

/** Longer `text` is cut when posting. */
export const MAX_POST_TEXT_CHARS = 40_000;
/** Longer `text` is refused when editing. */
export const MAX_UPDATE_TEXT_CHARS = 4_000;

export function checkedBlocks(value: unknown): BlockData[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new SlackApiError('invalid_blocks_format');
  const problems = validateBlocks(value, 'message');
  if (problems.length > 0) {
    throw new SlackApiError('invalid_blocks', {
      errors: problems,
      response_metadata: { messages: problems },
    });
  }
  return value as BlockData[];
}

export function blocksArg(call: ApiCall): BlockData[] | undefined {
  return checkedBlocks(jsonArg(call, 'blocks', 'invalid_blocks_format'));
}

export function metadataArg(call: ApiCall): NonNullable<StoredMessage['metadata']> | undefined {
  const value = jsonArg(call, 'metadata', 'invalid_metadata_format');
  if (value === undefined) return undefined;
  const isWhole =
    typeof value === 'object' &&
    value !== null &&
    'event_type' in value &&
    typeof value.event_type === 'string' &&
    'event_payload' in value &&
    typeof value.event_payload === 'object' &&
    value.event_payload !== null;
  if (!isWhole) throw new SlackApiError('invalid_metadata_format');
  return value as NonNullable<StoredMessage['metadata']>;
}

/** Refuses what the stand-in does not show: better loud than silently dropped. */
export function refuseAttachments(call: ApiCall): void {
  const attachments = jsonArg(call, 'attachments', 'invalid_attachments');
  if (Array.isArray(attachments) && attachments.length > 0) throw new SlackApiError('invalid_attachments');
}

/** The conversation of the call, as far as the bot may know of it. */
export function channelArg(call: ApiCall, name = 'channel'): Conversation {
  const found = call.workspace.channels.get(requiredArg(call, name));
  const isHidden = found?.isPrivate && !found.hasBot;
  if (!found || isHidden) throw new SlackApiError('channel_not_found');
  return found;
}

export function writableChannel(call: ApiCall, channel: Conversation): Conversation {
  if (channel.isArchived) throw new SlackApiError('is_archived');
  const mayPost = channel.hasBot || call.workspace.manifest.scopes.includes('chat:write.public');
  if (!mayPost) throw new SlackApiError('not_in_channel');
  return channel;
}

/** The parent's ts; a reply's ts stands for its parent. */
export function threadArg(call: ApiCall, channel: Conversation): string | undefined {
  const ts = textArg(call, 'thread_ts');
  if (!ts) return undefined;
  const parent = findMessage(call.workspace, channel.id, ts);
  if (!parent || parent.ephemeralTo) throw new SlackApiError('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

export function ownMessage(
  workspace: Workspace,
  channel: Conversation,
  ts: string,
  code: string,
): StoredMessage {
  const message = findMessage(workspace, channel.id, ts);
  if (!message || message.ephemeralTo) throw new SlackApiError('message_not_found');
  if (message.user !== workspace.bot.userId) throw new SlackApiError(code);
  return message;
}
