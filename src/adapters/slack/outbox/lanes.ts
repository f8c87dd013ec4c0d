// The lanes of one workspace: which calls share which of Slack's limits.
import type { Clock } from '#ports/clock.ts';
import { type Lane, lane, type Pace } from './lane.ts';

export type Paces = {
  /** chat.update is limited for the whole workspace, not per message: this many a minute for cards that change by themselves… */
  readonly edits: Pace;
  /** …and these are kept free for cards that somebody just acted on: a person never waits behind progress. */
  readonly humanEdits: Pace;
  /** chat.postMessage, per channel: about one a second, short bursts tolerated. */
  readonly posts: Pace;
};

/** Edits together stay within tier 3 (50 a minute and workspace). */
export const SLACK_PACES: Paces = {
  edits: { calls: 10, perMs: 15_000, concurrency: 4 },
  humanEdits: { calls: 10, perMs: 60_000, concurrency: 4 },
  posts: { calls: 3, perMs: 3_000, concurrency: 1 },
};

export type Lanes = {
  readonly edits: Lane;
  readonly humanEdits: Lane;
  readonly lookups: Lane;
  posts(channelId: string): Lane;
};

export function lanes(paces: Paces, clock: Clock, signal: AbortSignal): Lanes {
  const byChannel = new Map<string, Lane>();
  return {
    edits: lane(paces.edits, clock, signal),
    humanEdits: lane(paces.humanEdits, clock, signal),
    lookups: lane({ calls: Number.POSITIVE_INFINITY, perMs: 0, concurrency: 1 }, clock, signal),
    posts(channelId) {
      const known = byChannel.get(channelId) ?? lane(paces.posts, clock, signal);
      byChannel.set(channelId, known);
      return known;
    },
  };
}
