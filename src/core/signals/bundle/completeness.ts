// How complete a bundle of failures is: what was seen, what was left out and why, and where sources contradict each other.
import type { UnreadLog } from './checks.ts';

/** One thing that was left out. Names are anybody's text, bounded. */
export type LeftOut =
  /** The log's middle is not kept, or lines of it were too many to be read. */
  | { readonly what: 'log_cut'; readonly job: string; readonly bytes: number }
  | { readonly what: 'log_unread'; readonly job: string; readonly why: Exclude<UnreadLog, 'none'> }
  | { readonly what: 'failures'; readonly shown: number; readonly found: number }
  /** A report, or a part of an artifact. */
  | { readonly what: 'report'; readonly name: string; readonly why: string }
  | { readonly what: 'notes'; readonly count: number }
  | { readonly what: 'checks'; readonly count: number }
  | { readonly what: 'matchers'; readonly why: string };

/** In small: what an attempt's record keeps. */
export type Seen = {
  /** Checks of the commit; of them those that failed, and those of which no log could be read. */
  readonly checks: number;
  readonly failed: number;
  readonly withoutLog: readonly string[];
  readonly bytesRead: number;
  readonly bytesDropped: number;
  readonly reports: number;
  readonly failures: { readonly found: number; readonly shown: number };
  readonly evidence: { readonly lines: number; readonly budgetLines: number; readonly leftOutLines: number };
  /** Jobs that were held against their last green log. */
  readonly green: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** The verdict is CI's; these say otherwise. */
  readonly contradictions: readonly string[];
  readonly redactions: number;
};

export const MAX_LEFT_OUT = 12;
export const MAX_NAMES = 20;
