// The calls that put a message into Slack, with what they all share: no unfurling, no parsing, and plain text when blocks are refused.
import type { WebClient } from '@slack/web-api';
import type { Message } from '#core/messages/message.ts';
import type { MessageRef } from '#core/task/task.ts';
import type { Log } from '#ports/log.ts';
import { type Rendered, renderMessage } from '../render/blocks.ts';
import { hasCode, isBadContent } from '../slack-error.ts';
import type { BlockStyles } from './block-styles.ts';
import { metadataOf } from './metadata.ts';

type Target = { readonly key: string; readonly channelId: string; readonly threadTs: string | undefined };

export type Send = {
  post(target: Target, message: Message): Promise<MessageRef>;
  edit(key: string, ref: MessageRef, message: Message): Promise<void>;
  /** One that is gone already is no failure. */
  remove(ref: MessageRef): Promise<void>;
};

export function sender(client: WebClient, log: Log, styles: BlockStyles): Send {
  return {
    post: (target, message) => orPlainText(message, log, (content) => postContent(target, content), styles),
    remove,
    async edit(key, { channelId, ts }, message) {
      const update = (content: Rendered) =>
        client.chat.update({
          channel: channelId,
          ts,
          ...content,
          metadata: metadataOf(key),
          parse: 'none',
          link_names: false,
        });
      await orPlainText(message, log, update, styles);
    },
  };

  async function remove({ channelId, ts }: MessageRef): Promise<void> {
    try {
      await client.chat.delete({ channel: channelId, ts });
    } catch (error) {
      if (!hasCode(error, 'message_not_found')) throw error;
    }
  }

  async function postContent(target: Target, content: Rendered): Promise<MessageRef> {
    try {
      return await postTo(target, content);
    } catch (error) {
      // The thread's first message was deleted: the person still gets the sentence, in the channel.
      if (target.threadTs === undefined || !hasCode(error, 'thread_not_found', 'cannot_reply_to_message'))
        throw error;
      return await postTo({ ...target, threadTs: undefined }, content);
    }
  }

  async function postTo({ key, channelId, threadTs }: Target, content: Rendered): Promise<MessageRef> {
    const answer = await client.chat.postMessage({
      channel: channelId,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      ...content,
      metadata: metadataOf(key),
      unfurl_links: false,
      unfurl_media: false,
      parse: 'none',
      link_names: false,
    });
    if (!answer.ts) throw new Error('chat.postMessage answered ok without a ts');
    // A person's id posts into their direct messages, whose channel the answer names.
    return { channelId: answer.channel ?? channelId, ts: answer.ts };
  }
}

/** Refused classic blocks are a bug of ours, so it is logged as an error; the person gets the sentence all the same. */
export async function orPlainText<T>(
  message: Message,
  log: Log,
  send: (content: Rendered) => Promise<T>,
  styles?: BlockStyles,
): Promise<T> {
  const [style, ...others] = styles?.for(message) ?? ['classic'];
  if (others.length > 0) {
    const sent = await unlessRefused(send(renderMessage(message, style)));
    if (sent !== REFUSED) return sent;
  }
  const rendered = renderMessage(message);
  try {
    const sent = await send(rendered);
    if (others.length > 0) styles?.refused();
    return sent;
  } catch (error) {
    if (!isBadContent(error)) throw error;
    log.error({ err: error, blocks: rendered.blocks.length }, 'slack refused the blocks of a message');
    return await send({ text: rendered.text, blocks: [] });
  }
}

const REFUSED = Symbol('refused');

async function unlessRefused<T>(sending: Promise<T>): Promise<T | typeof REFUSED> {
  try {
    return await sending;
  } catch (error) {
    if (isBadContent(error)) return REFUSED;
    throw error;
  }
}
