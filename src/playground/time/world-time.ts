// The time of a playground: Slack and the bot are as far ahead of the machine as people have travelled, so that a night passes in a click.
export interface WorldTime {
  /** Milliseconds since the Unix epoch, as the people of the playground have it. */
  nowMs(): number;
  /** How far that is ahead of the machine. */
  aheadMs(): number;
  /** Only ahead: what has been written already must not come to lie in the future. Throws for anything else. */
  travel(byMs: number): void;
}

/** Far enough for any quiet week, and near enough for dates to stay dates. */
export const MAX_TRAVEL_MS = 7 * 24 * 60 * 60_000;

/** `tell` hears of each travel. */
export function worldTime(tell: (aheadMs: number) => void): WorldTime {
  let aheadMs = 0;
  return {
    nowMs: () => Date.now() + aheadMs,
    aheadMs: () => aheadMs,
    travel(byMs) {
      if (!(byMs > 0 && byMs <= MAX_TRAVEL_MS)) throw new Error('time goes ahead, by a week at most');
      aheadMs += byMs;
      tell(aheadMs);
    },
  };
}
