// Slack's rate tiers: calls a minute per method and workspace, and about one post a second per channel.
import type { RateLimitOption, StandInClock } from '../options.ts';

/** Calls a minute, by tier (Slack's rate limit page: "20+", "50+", "100+"). */
const TIER_PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
type Tier = keyof typeof TIER_PER_MINUTE;

const TIERS: Readonly<Record<string, Tier>> = {
  'chat.update': 3,
  'chat.delete': 3,
  'conversations.info': 3,
  'conversations.history': 3,
  'conversations.replies': 3,
  'conversations.open': 3,
  'conversations.join': 3,
  'reactions.add': 3,
  'users.lookupByEmail': 3,
  'apps.connections.open': 3,
  'chat.postEphemeral': 4,
  'views.open': 4,
  'views.update': 4,
  'views.push': 4,
  'views.publish': 4,
  'users.info': 4,
  'conversations.list': 2,
  'users.list': 2,
  'usergroups.users.list': 2,
};

const WINDOW_MS = 60_000;
/** chat.postMessage: one a second per channel, short bursts tolerated, and several hundred a minute in all. */
const POST_BURST = 5;
const POST_EVERY_MS = 1_000;
const POSTS_PER_MINUTE = 300;

export interface RateLimits {
  /** Seconds to wait, as in Retry-After; 0 when the call may pass (and is counted). */
  take(method: string, channel: string | undefined): number;
}

function slidingWindow(clock: StandInClock) {
  const calls = new Map<string, number[]>();
  return (key: string, perMinute: number): number => {
    const nowMs = clock.nowMs();
    const recent = (calls.get(key) ?? []).filter((atMs) => nowMs - atMs < WINDOW_MS);
    calls.set(key, recent);
    if (recent.length < perMinute) {
      recent.push(nowMs);
      return 0;
    }
    return Math.max(1, Math.ceil(((recent[0] ?? nowMs) + WINDOW_MS - nowMs) / 1000));
  };
}

function leakyBucket(clock: StandInClock) {
  const emptyAtMs = new Map<string, number>();
  return (key: string): number => {
    const nowMs = clock.nowMs();
    const from = Math.max(nowMs, emptyAtMs.get(key) ?? nowMs);
    const waitMs = from + POST_EVERY_MS - nowMs - POST_BURST * POST_EVERY_MS;
    if (waitMs > 0) return Math.max(1, Math.ceil(waitMs / 1000));
    emptyAtMs.set(key, from + POST_EVERY_MS);
    return 0;
  };
}

function perMinuteOf(method: string): number | undefined {
  if (method === 'chat.postMessage') return POSTS_PER_MINUTE;
  const tier = Object.hasOwn(TIERS, method) ? TIERS[method] : undefined;
  return tier ? TIER_PER_MINUTE[tier] : undefined;
}

export function createRateLimits(option: RateLimitOption, clock: StandInClock): RateLimits {
  if (option === 'off') return { take: () => 0 };
  const chosen = new Map(option === 'slack' ? [] : Object.entries(option.perMinute));
  const window = slidingWindow(clock);
  const bucket = leakyBucket(clock);
  return {
    take(method, channel) {
      if (method === 'chat.postMessage' && !chosen.has(method)) {
        const waitS = bucket(channel ?? '');
        if (waitS > 0) return waitS;
      }
      const perMinute = chosen.get(method) ?? perMinuteOf(method);
      return perMinute === undefined ? 0 : window(method, perMinute);
    },
  };
}
