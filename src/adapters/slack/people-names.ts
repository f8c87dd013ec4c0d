// Display names of people, asked of Slack once a day each; the handle or the id when Slack does not answer in time.
import type { WebClient } from '@slack/web-api';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Settings } from '#ports/settings.ts';
import type { SlackIdentity } from './identity.ts';

const KEPT_MS = 24 * 3_600_000;
/** A name is not worth a form that can no longer be opened. */
const PATIENCE_MS = 800;
const MAX_NAME_CHARS = 80;

export type NameOf = (userId: string, fallback: string | null) => Promise<string>;

export function peopleNames(deps: {
  client: WebClient;
  identity: SlackIdentity;
  settings: Settings;
  clock: Clock;
  log: Log;
}): NameOf {
  const { client, identity, settings, clock, log } = deps;
  const asking = new Map<string, Promise<string | undefined>>();

  return async (userId, fallback) => {
    const known = identity.canReadNames ? await inTime(asked(userId)) : undefined;
    return known ?? fallback ?? userId;
  };

  /** One question at a time about one person; a slow answer is still kept for the next time. */
  function asked(userId: string): Promise<string | undefined> {
    const running = asking.get(userId) ?? lookUp(userId).finally(() => asking.delete(userId));
    asking.set(userId, running);
    return running;
  }

  async function lookUp(userId: string): Promise<string | undefined> {
    const key = `slack:name:${identity.teamId}:${userId}`;
    try {
      const kept = await settings.get<string>(key);
      if (kept !== undefined) return kept;
      const { user } = await client.users.info({ user: userId });
      const name = user?.profile?.display_name || user?.real_name || user?.name;
      if (!name) return undefined;
      const bounded = name.slice(0, MAX_NAME_CHARS).toWellFormed();
      await settings.set(key, bounded, { ttlMs: KEPT_MS });
      return bounded;
    } catch (error) {
      log.warn({ err: error, userId }, 'the name of a person could not be looked up');
      return undefined;
    }
  }

  async function inTime(name: Promise<string | undefined>): Promise<string | undefined> {
    const timer = new AbortController();
    const late = clock.sleepUntil(clock.nowMs() + PATIENCE_MS, timer.signal).catch(() => undefined);
    try {
      return await Promise.race([name, late.then(() => undefined)]);
    } finally {
      timer.abort();
    }
  }
}
