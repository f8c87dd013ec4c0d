// What an agent at work is doing, in the few facts that a card has room for. Tokens and cost are the gateway's; the rest is the agent's own account.
import type { ModelUsage } from '../egress/model/usage.ts';
import type { Progress } from './progress.ts';

export type Activity = {
  /** Requests to its model where a gateway counts them, else as many as it tells of. */
  readonly turns: number;
  /** Its own words, cleaned and bounded; empty where it tells nothing. */
  readonly doing: string;
  readonly tokens?: number;
  readonly costUsd?: number;
};

export const MAX_DOING_CHARS = 120;

/** Turns of this run: what the gateway counted is no agent's to deny. */
export const turnsOf = ({ turns }: Pick<Progress, 'turns'>, usage: ModelUsage | undefined): number =>
  usage?.requests ?? turns;

export function activityOf(
  progress: Progress,
  usage: ModelUsage | undefined,
  cleaned: (words: string) => string,
): Activity {
  const doing = progress.retrying === undefined ? progress.doing : `waits: ${progress.retrying}`;
  return {
    turns: turnsOf(progress, usage),
    doing: cleaned(doing).slice(0, MAX_DOING_CHARS),
    ...(usage === undefined ? {} : { tokens: tokensOf(usage), costUsd: usage.costUsd }),
  };
}

const tokensOf = ({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: ModelUsage): number =>
  inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;

/** How long after one telling the next may come: every one is kept, so there are few, and fewer the longer it takes. */
export const pauseMs = (runningMs: number): number =>
  Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, runningMs / 20));
