// Looks in Slack itself for a message of ours: only after an earlier try to post it whose end is not known.
import type { WebClient } from '@slack/web-api';
import type { MessageRef } from '#core/task/task.ts';
import type { Log } from '#ports/log.ts';
import type { SlackIdentity } from '../identity.ts';
import { isMissingScope } from '../identity.ts';
import { hasCode } from '../slack-error.ts';
import type { Lane } from './lane.ts';
import { tsOfOurs } from './metadata.ts';

const PAGE_SIZE = 200;
const MAX_PAGES = 10;
/** Slack's clock and ours differ, and `oldest` is compared with Slack's. */
const CLOCK_SKEW_MS = 5 * 60_000;

export type Sought = {
  readonly key: string;
  readonly channelId: string;
  readonly threadTs: string | undefined;
  /** Nothing was posted before this. */
  readonly sinceMs: number;
};

export type FindMessage = (sought: Sought) => Promise<MessageRef | null>;

type Deps = { client: WebClient; lane: Lane; identity: SlackIdentity; log: Log };

/** Null when it is not there, or when the app may not read the history: then a message may come twice, and the log says so once. */
export function findMessage({ client, lane, identity, log }: Deps): FindMessage {
  let hasWarned = false;
  return async (sought) => {
    try {
      return await search(sought);
    } catch (error) {
      if (!isMissingScope(error)) {
        // The thread is gone, and with it whatever was posted there.
        if (hasCode(error, 'thread_not_found')) return null;
        throw error;
      }
      if (!hasWarned)
        log.warn({ key: sought.key }, 'cannot look for a posted message: history scope is missing');
      hasWarned = true;
      return null;
    }
  };

  async function search(sought: Sought): Promise<MessageRef | null> {
    const bot = { userId: identity.botUserId, botId: identity.botId };
    let cursor: string | undefined;
    for (let pageNo = 0; pageNo < MAX_PAGES; pageNo += 1) {
      const page = await lane.run(() => fetchPage(sought, cursor));
      for (const message of page.messages ?? []) {
        const ts = tsOfOurs(message, sought.key, bot);
        if (ts !== undefined) return { channelId: sought.channelId, ts };
      }
      cursor = page.response_metadata?.next_cursor;
      if (!cursor) return null;
    }
    log.warn({ key: sought.key, pages: MAX_PAGES }, 'a posted message was not found in the newest pages');
    return null;
  }

  function fetchPage({ channelId, threadTs, sinceMs }: Sought, cursor: string | undefined) {
    const page = {
      channel: channelId,
      oldest: ((sinceMs - CLOCK_SKEW_MS) / 1_000).toFixed(6),
      limit: PAGE_SIZE,
      include_all_metadata: true,
      ...(cursor ? { cursor } : {}),
    };
    return threadTs === undefined
      ? client.conversations.history(page)
      : client.conversations.replies({ ...page, ts: threadTs });
  }
}
