// What Slack knows of people, asked once a day each: display names, or the handle or the id where it does not answer in time, and time zones.
import type { WebClient } from '@slack/web-api';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Settings } from '#ports/settings.ts';
import type { SlackIdentity } from './identity.ts';

const KEPT_MS = 24 * 3_600_000;
/** A name is not worth a form that can no longer be opened. */
const PATIENCE_MS = 800;
const MAX_NAME_CHARS = 80;
const MAX_ZONE_CHARS = 60;

export type NameOf = (userId: string, fallback: string | null) => Promise<string>;

export type People = {
  readonly nameOf: NameOf;
  /** Null where Slack does not say. */
  readonly timeZoneOf: (userId: string) => Promise<string | null>;
};

type Known = { readonly name: string | null; readonly zone: string | null };

export function slackPeople(deps: {
  client: WebClient;
  identity: SlackIdentity;
  settings: Settings;
  clock: Clock;
  log: Log;
}): People {
  const { client, identity, settings, clock, log } = deps;
  const asking = new Map<string, Promise<Known | undefined>>();
  const known = async (userId: string) => (identity.canReadNames ? await inTime(asked(userId)) : undefined);

  return {
    nameOf: async (userId, fallback) => (await known(userId))?.name ?? fallback ?? userId,
    timeZoneOf: async (userId) => (await known(userId))?.zone ?? null,
  };

  /** One question at a time about one person; a slow answer is still kept for the next time. */
  function asked(userId: string): Promise<Known | undefined> {
    const running = asking.get(userId) ?? lookUp(userId).finally(() => asking.delete(userId));
    asking.set(userId, running);
    return running;
  }

  async function lookUp(userId: string): Promise<Known | undefined> {
    const key = `slack:person:${identity.teamId}:${userId}`;
    try {
      const kept = await settings.get<Known>(key);
      if (kept !== undefined) return kept;
      const { user } = await client.users.info({ user: userId });
      if (user === undefined) return undefined;
      const name = user.profile?.display_name || user.real_name || user.name;
      const bounded = name ? name.slice(0, MAX_NAME_CHARS).toWellFormed() : null;
      const person = { name: bounded, zone: user.tz?.slice(0, MAX_ZONE_CHARS) || null };
      await settings.set(key, person, { ttlMs: KEPT_MS });
      return person;
    } catch (error) {
      log.warn({ err: error, userId }, 'a person could not be looked up');
      return undefined;
    }
  }

  async function inTime(person: Promise<Known | undefined>): Promise<Known | undefined> {
    const timer = new AbortController();
    const late = clock.sleepUntil(clock.nowMs() + PATIENCE_MS, timer.signal).catch(() => undefined);
    try {
      return await Promise.race([person, late.then(() => undefined)]);
    } finally {
      timer.abort();
    }
  }
}
