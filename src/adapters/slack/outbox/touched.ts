// Which messages somebody acted on just now: their edits go first, because a person is looking.
import type { MessageRef } from '#core/task/task.ts';
import type { Clock } from '#ports/clock.ts';

const FRESH_MS = 60_000;

export type Touched = {
  touch(channelId: string, ts: string): void;
  has(ref: MessageRef): boolean;
};

export function touchedMessages(clock: Clock): Touched {
  const untilMs = new Map<string, number>();
  const keyOf = (channelId: string, ts: string) => `${channelId}:${ts}`;
  return {
    touch(channelId, ts) {
      const nowMs = clock.nowMs();
      for (const [key, endMs] of untilMs) if (endMs <= nowMs) untilMs.delete(key);
      untilMs.set(keyOf(channelId, ts), nowMs + FRESH_MS);
    },
    has: ({ channelId, ts }) => (untilMs.get(keyOf(channelId, ts)) ?? 0) > clock.nowMs(),
  };
}
