// Tells one person something only they see. Tried in order, because each way has its own gaps:
// the request's response_url (works where the bot is no member, 30 minutes, five times), an ephemeral message, a direct message.
import type { WebClient } from '@slack/web-api';
import type { Message } from '#core/messages/message.ts';
import type { AnswerTo } from '#ports/chat.ts';
import type { Log } from '#ports/log.ts';
import { orPlainText } from './outbox/send.ts';
import type { Rendered } from './render/blocks.ts';
import { hasCode } from './slack-error.ts';

const RESPOND_TIMEOUT_MS = 5_000;

/** Rejects with Slack's error when every way failed. */
export type Answer = (to: AnswerTo, message: Message) => Promise<void>;

export function answers(client: WebClient, log: Log): Answer {
  return (to, message) =>
    orPlainText(message, log, async (content) => {
      if (to.responseUrl !== undefined && (await respond(to.responseUrl, to, content, log))) return;
      await ephemeral(client, to, content);
    });
}

/** False when Slack did not take it: expired, used up, or down. */
async function respond(url: string, to: AnswerTo, content: Rendered, log: Log): Promise<boolean> {
  const body = { response_type: 'ephemeral', replace_original: false, ...threadOf(to), ...content };
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(RESPOND_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    if (!answer.ok) log.info({ status: answer.status }, 'response_url was refused; answering another way');
    return answer.ok;
  } catch (error) {
    log.info({ err: error }, 'response_url could not be reached; answering another way');
    return false;
  }
}

async function ephemeral(client: WebClient, to: AnswerTo, content: Rendered): Promise<void> {
  const options = { user: to.userId, ...content, parse: 'none' as const, link_names: false };
  try {
    await client.chat.postEphemeral({ channel: to.channelId, ...threadOf(to), ...options });
  } catch (error) {
    if (hasCode(error, 'thread_not_found')) {
      await client.chat.postEphemeral({ channel: to.channelId, ...options });
      return;
    }
    // The bot or the person is not in that channel, or it was archived: a direct message still reaches them.
    if (!hasCode(error, 'not_in_channel', 'channel_not_found', 'user_not_in_channel', 'is_archived'))
      throw error;
    await client.chat.postMessage({
      channel: to.userId,
      ...content,
      unfurl_links: false,
      unfurl_media: false,
    });
  }
}

const threadOf = ({ threadTs }: AnswerTo) => (threadTs === undefined ? {} : { thread_ts: threadTs });
