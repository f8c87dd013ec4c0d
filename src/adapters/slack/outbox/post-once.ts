// Posts a message once per key, whatever dies in between. A marker in Settings says how far an earlier try came:
// none = never tried; posting = tried, end unknown, so Slack is searched first; posted = done, and where.
import type { MessageRef } from '#core/task/task.ts';
import type { Clock } from '#ports/clock.ts';
import type { Settings } from '#ports/settings.ts';
import { isCertainlyNotDone } from '../slack-error.ts';
import type { FindMessage } from './find-message.ts';

/** An effect is not run again after so long. */
const MARKER_TTL_MS = 30 * 24 * 3_600_000;

type Marker =
  | { readonly state: 'posting'; readonly sinceMs: number }
  | { readonly state: 'posted'; readonly ref: MessageRef };

export type PostOnce = (input: {
  key: string;
  channelId: string;
  threadTs: string | undefined;
  /** A message under this key that a person deleted: as if it had never been posted. */
  goneTs?: string;
  post: () => Promise<MessageRef>;
}) => Promise<{ ref: MessageRef; isNew: boolean }>;

type Deps = { settings: Settings; clock: Clock; teamId: string; find: FindMessage };

const markerKey = (teamId: string, key: string): string => `slack:posting:${teamId}:${key}`;

export type PlaceOf = (input: {
  key: string;
  channelId: string;
  threadTs: string | undefined;
}) => Promise<MessageRef | null>;

/** Where a message of this key stands, as far as it was posted; null where it was not. */
export function placeOf({ settings, teamId, find }: Omit<Deps, 'clock'>): PlaceOf {
  return async ({ key, channelId, threadTs }) => {
    const marker = await settings.get<Marker>(markerKey(teamId, key));
    if (marker === undefined) return null;
    return marker.state === 'posted'
      ? marker.ref
      : await find({ key, channelId, threadTs, sinceMs: marker.sinceMs });
  };
}

/** Must not run twice at once for one key: its callers queue per channel. */
export function postOnce({ settings, clock, teamId, find }: Deps): PostOnce {
  return async ({ key, channelId, threadTs, goneTs, post }) => {
    const name = markerKey(teamId, key);
    const marker = await settings.get<Marker>(name);
    if (marker?.state === 'posted' && marker.ref.ts !== goneTs) return { ref: marker.ref, isNew: false };
    if (marker?.state === 'posting') {
      const found = await find({ key, channelId, threadTs, sinceMs: marker.sinceMs });
      if (found !== null && found.ts !== goneTs) {
        await keep(name, { state: 'posted', ref: found });
        return { ref: found, isNew: false };
      }
    }
    await keep(name, marker?.state === 'posting' ? marker : { state: 'posting', sinceMs: clock.nowMs() });
    const ref = await post().catch(async (error: unknown) => {
      if (isCertainlyNotDone(error)) await settings.delete(name);
      throw error;
    });
    await keep(name, { state: 'posted', ref });
    return { ref, isNew: true };
  };

  function keep(name: string, marker: Marker): Promise<void> {
    return settings.set(name, marker, { ttlMs: MARKER_TTL_MS });
  }
}
