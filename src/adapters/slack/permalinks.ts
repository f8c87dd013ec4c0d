// Links to messages. Where the bot is no member of a channel there is none, and nothing depends on it.
import type { WebClient } from '@slack/web-api';
import type { Chat } from '#ports/chat.ts';
import type { Log } from '#ports/log.ts';

export function permalinks(client: WebClient, log: Log): Chat['permalink'] {
  return async ({ channelId, ts }) => {
    try {
      const { permalink } = await client.chat.getPermalink({ channel: channelId, message_ts: ts });
      return permalink ?? null;
    } catch (error) {
      log.info({ err: error, channelId }, 'slack gives no link to a message');
      return null;
    }
  };
}
