// Posting, editing and deleting in the workspace's memory; each change is shown on the feed.

import type { BlockData, Press, StoredMessage } from './visible.ts';
import { type Conversation, messageText, nextTs, type Workspace } from './workspace.ts';

export interface NewMessage {
  readonly channel: Conversation;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly BlockData[];
  readonly botId?: string;
  readonly isSlackbot?: boolean;
  readonly threadTs?: string;
  readonly metadata?: NonNullable<StoredMessage['metadata']>;
  readonly ephemeralTo?: string;
  readonly broadcast?: boolean;
}

/** The live messages of a channel, oldest first; ephemerals among them. */
export function messagesIn(workspace: Workspace, channelId: string): readonly StoredMessage[] {
  return workspace.messages.get(channelId) ?? [];
}

export function findMessage(workspace: Workspace, channelId: string, ts: string): StoredMessage | undefined {
  return messagesIn(workspace, channelId).find((message) => message.ts === ts && !message.isDeleted);
}

/** Blocks get the ids Slack would give them where the sender gave none. */
function withIds(blocks: readonly BlockData[]): BlockData[] {
  return blocks.map((block, index) => {
    const named: BlockData = { ...block, block_id: block.block_id ?? `b${index}` };
    if (!Array.isArray(block.elements) || block.type === 'rich_text' || block.type === 'context')
      return named;
    const elements = block.elements.map((element: Record<string, unknown>, place: number) => ({
      ...element,
      action_id: element.action_id ?? `a${index}.${place}`,
    }));
    return { ...named, elements };
  });
}

export function nameBlocks(blocks: readonly BlockData[] | undefined): { blocks?: readonly BlockData[] } {
  return blocks ? { blocks: withIds(blocks) } : {};
}

export function addMessage(workspace: Workspace, fresh: NewMessage): StoredMessage {
  const { channel, blocks, ...rest } = fresh;
  const message: StoredMessage = {
    ...rest,
    ...nameBlocks(blocks),
    channel: channel.id,
    ts: nextTs(workspace),
    reactions: {},
    earlier: [],
    presses: [],
  };
  const list = workspace.messages.get(channel.id) ?? [];
  list.push(message);
  workspace.messages.set(channel.id, list);
  workspace.feed.show(
    { kind: message.ephemeralTo ? 'ephemeral' : 'message', message },
    messageText(workspace, message),
  );
  return message;
}

function replace(workspace: Workspace, message: StoredMessage): StoredMessage {
  const list = workspace.messages.get(message.channel) ?? [];
  const index = list.findIndex((entry) => entry.ts === message.ts);
  if (index < 0) throw new Error(`message ${message.ts} is not in ${message.channel}`);
  list[index] = message;
  return message;
}

export interface Edit {
  readonly text: string;
  readonly blocks?: readonly BlockData[];
  readonly metadata?: NonNullable<StoredMessage['metadata']>;
  /** Who edited; shown as "(edited)" only when the edit carries no blocks. */
  readonly user: string;
}

export function editMessage(workspace: Workspace, message: StoredMessage, edit: Edit): StoredMessage {
  const { blocks: oldBlocks, edited: _, ...rest } = message;
  const earlier = {
    text: message.text,
    untilMs: workspace.clock.nowMs(),
    ...(oldBlocks ? { blocks: oldBlocks } : {}),
  };
  const edited = replace(workspace, {
    ...rest,
    text: edit.text,
    ...nameBlocks(edit.blocks),
    ...(edit.metadata ? { metadata: edit.metadata } : {}),
    ...(edit.blocks ? {} : { edited: { user: edit.user, ts: nextTs(workspace) } }),
    earlier: [...message.earlier, earlier],
  });
  workspace.feed.show({ kind: 'edit', message: edited }, messageText(workspace, edited));
  return edited;
}

export function deleteMessage(workspace: Workspace, message: StoredMessage): void {
  const gone = replace(workspace, { ...message, isDeleted: true });
  workspace.feed.show({ kind: 'delete', message: gone }, messageText(workspace, message));
}

export function addReaction(workspace: Workspace, message: StoredMessage, name: string, user: string): void {
  const reactions = { ...message.reactions, [name]: [...(message.reactions[name] ?? []), user] };
  const reacted = replace(workspace, { ...message, reactions });
  workspace.feed.show({ kind: 'reaction', message: reacted }, `:${name}:`);
}

export function addPress(workspace: Workspace, message: StoredMessage, press: Press): void {
  const pressed = replace(workspace, { ...message, presses: [...message.presses, press] });
  workspace.feed.show({ kind: 'press', message: pressed, press }, press.label);
}

/** A line from Slack itself, to one person. */
export function slackbotSays(workspace: Workspace, channel: Conversation, user: string, text: string): void {
  addMessage(workspace, { channel, user: 'USLACKBOT', isSlackbot: true, text, ephemeralTo: user });
}

/** The message as the Web API and payloads carry it. */
export function messageJson(
  workspace: Workspace,
  message: StoredMessage,
  { withMetadata = false }: { withMetadata?: boolean } = {},
): Record<string, unknown> {
  const replies = messagesIn(workspace, message.channel).filter(
    (entry) => entry.threadTs === message.ts && !entry.isDeleted && !entry.ephemeralTo,
  );
  const threadTs = message.threadTs ?? (replies.length > 0 ? message.ts : undefined);
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    team: workspace.teamId,
    text: message.text,
    ...(message.botId ? { bot_id: message.botId, app_id: workspace.appId } : {}),
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(threadTs ? { thread_ts: threadTs } : {}),
    ...(message.threadTs
      ? { parent_user_id: findMessage(workspace, message.channel, message.threadTs)?.user }
      : {}),
    ...(replies.length > 0 ? { reply_count: replies.length, latest_reply: replies.at(-1)?.ts } : {}),
    ...(message.metadata && withMetadata ? { metadata: message.metadata } : {}),
    ...reactionsJson(message),
  };
}

function reactionsJson(message: StoredMessage): { reactions?: unknown[] } {
  const entries = Object.entries(message.reactions);
  if (entries.length === 0) return {};
  return { reactions: entries.map(([name, users]) => ({ name, users, count: users.length })) };
}
