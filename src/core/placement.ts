// Which engine an attempt runs on: one that answers and has a free slot, best one that has the checkout already.

/**
 * What an engine has of an attempt: the conversation that its agent goes on with, which no other has; all of its checkout; the
 * repository's objects; or nothing.
 */
export type Warmth = 'session' | 'checkout' | 'objects' | 'cold';

export type Candidate = {
  readonly name: string;
  readonly slots: number;
  readonly busy: number;
  readonly isUp: boolean;
  readonly warmth: Warmth;
};

const WORTH: Record<Warmth, number> = { session: 3, checkout: 2, objects: 1, cold: 0 };

/** Undefined where none can take it now. Among equals the one with the most free slots, then the first of the operator's list. */
export function placeAttempt(candidates: readonly Candidate[]): string | undefined {
  const free = candidates.filter(({ isUp, slots, busy }) => isUp && busy < slots);
  return free.toSorted(
    (a, b) => WORTH[b.warmth] - WORTH[a.warmth] || b.slots - b.busy - (a.slots - a.busy),
  )[0]?.name;
}
