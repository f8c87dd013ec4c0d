// What Slack knows of people, asked about once an hour each: display names, or the handle or the id where it does not answer in time, time zones,
// and whether somebody belongs here.
import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Settings } from '#ports/settings.ts';
import type { SlackIdentity } from './identity.ts';

/** Somebody who becomes a guest, or leaves, is taken for what they were for so long. */
const FRESH_MS = 3_600_000;
/** While Slack does not answer, what it said before is better than nothing. */
const KEPT_MS = 24 * 3_600_000;
/** A name is not worth a form that can no longer be opened. */
const PATIENCE_MS = 800;
const MAX_NAME_CHARS = 80;
const MAX_ZONE_CHARS = 60;

/** `stranger`: of another workspace. `unknown`: Slack did not say, or not in time. */
export type Kind = 'member' | 'guest' | 'stranger' | 'bot' | 'removed' | 'unknown';

export type NameOf = (userId: string, fallback: string | null) => Promise<string>;

export type People = {
  readonly nameOf: NameOf;
  /** Null where Slack does not say. */
  readonly timeZoneOf: (userId: string) => Promise<string | null>;
  readonly kindOf: (userId: string) => Promise<{ readonly kind: Kind; readonly teamId: string | null }>;
};

type Known = {
  readonly name: string | null;
  readonly zone: string | null;
  readonly kind: Exclude<Kind, 'unknown'>;
  readonly teamId: string | null;
  readonly atMs: number;
};
type User = NonNullable<UsersInfoResponse['user']>;

export function slackPeople(deps: {
  client: WebClient;
  identity: SlackIdentity;
  settings: Settings;
  clock: Clock;
  log: Log;
}): People {
  const { client, identity, settings, clock, log } = deps;
  const asking = new Map<string, Promise<Known | undefined>>();
  const known = async (userId: string) => (identity.canReadPeople ? await inTime(asked(userId)) : undefined);

  return {
    nameOf: async (userId, fallback) => (await known(userId))?.name ?? fallback ?? userId,
    timeZoneOf: async (userId) => (await known(userId))?.zone ?? null,
    kindOf: async (userId) => (await known(userId)) ?? { kind: 'unknown', teamId: null },
  };

  /** One question at a time about one person; a slow answer is still kept for the next time. */
  function asked(userId: string): Promise<Known | undefined> {
    const running = asking.get(userId) ?? lookUp(userId).finally(() => asking.delete(userId));
    asking.set(userId, running);
    return running;
  }

  async function lookUp(userId: string): Promise<Known | undefined> {
    const key = `slack:user:${identity.teamId}:${userId}`;
    let kept: Known | undefined;
    try {
      kept = await settings.get<Known>(key);
      const atMs = clock.nowMs();
      if (kept !== undefined && atMs - kept.atMs < FRESH_MS) return kept;
      const { user } = await client.users.info({ user: userId });
      if (user === undefined) return kept;
      const person = { ...readUser(user, identity), atMs };
      await settings.set(key, person, { ttlMs: KEPT_MS });
      return person;
    } catch (error) {
      log.warn({ err: error, userId }, 'a person could not be looked up');
      return kept;
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

function readUser(user: User, identity: SlackIdentity): Omit<Known, 'atMs'> {
  const name = user.profile?.display_name || user.real_name || user.name;
  return {
    name: name ? name.slice(0, MAX_NAME_CHARS).toWellFormed() : null,
    zone: user.tz?.slice(0, MAX_ZONE_CHARS) || null,
    kind: kindIn(user, identity),
    teamId: user.team_id ?? null,
  };
}

/** In an organisation of several workspaces a member may be at home in another one of them. */
export function kindIn(user: User, { teamId, enterpriseId }: SlackIdentity): Exclude<Kind, 'unknown'> {
  if (user.deleted) return 'removed';
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  const isOfOrganisation = enterpriseId !== undefined && user.enterprise_user?.enterprise_id === enterpriseId;
  const isOfOtherTeam = user.team_id !== undefined && user.team_id !== teamId && !isOfOrganisation;
  if (user.is_stranger || isOfOtherTeam) return 'stranger';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
