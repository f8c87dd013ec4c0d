// The lives that crash scenarios interrupt: one of a small core, which an engine must carry whatever Greenlight decides,
// and one of the real core, which is what it will carry.
import { transition } from '#core/transition.ts';
import type { Decide } from './harness.ts';
import { toyTransition } from './toy-core.ts';

export type Life = {
  readonly decide: Decide;
  /** Steps by their `because` code, and how often each is taken in a life over one red attempt to merged. */
  readonly steps: Readonly<Record<string, number>>;
  /** The code of an attempt's further run: as many as crashes, at most. */
  readonly runAgain: string;
};

export const LIVES = {
  small: {
    decide: toyTransition,
    steps: { requested: 1, queued: 2, started: 2, ended: 2, published: 2, green: 1, approved: 1, merged: 1 },
    runAgain: 'started_again',
  },
  real: {
    decide: transition,
    steps: { requested: 1, prepared: 1, attempt_started: 2, agent_finished: 2, approved: 1, merged: 1 },
    runAgain: 'run_again',
  },
} as const satisfies Record<string, Life>;

export type LifeName = keyof typeof LIVES;
