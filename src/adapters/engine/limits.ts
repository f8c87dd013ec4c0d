// How much runs at once and how long failing effects are tried again.

export type EngineLimits = {
  /** Attempts that run at once. */
  readonly slots: number;
  /** Effects of one lane, over all tasks, that run at once; stopping an attempt never waits. */
  readonly sideBySide: number;
  /** Pauses between tries double from the first to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Counted from an effect's first failure: after this it is given up and the task hears of it. */
  readonly giveUpAfterMs: number;
  /** Where the other side names a time to come back, it is waited for up to this long instead. */
  readonly longestToldWaitMs: number;
};

export const DEFAULT_LIMITS: EngineLimits = {
  slots: 2,
  sideBySide: 32,
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
  giveUpAfterMs: 15 * 60_000,
  longestToldWaitMs: 2 * 3_600_000,
};
