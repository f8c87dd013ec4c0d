// How near the end of the money is: the agent is warned twice, and then every request is refused.

export type Budget = { readonly maxUsd: number; readonly spentUsd: number };

const FIRST_WARNING = 0.8;
const LAST_WARNING = 0.95;

export const isExhausted = ({ maxUsd, spentUsd }: Budget): boolean => spentUsd >= maxUsd;

/** What the agent is told at the end of its request; undefined as long as there is enough. */
export function warningFor({ maxUsd, spentUsd }: Budget): string | undefined {
  const share = spentUsd / maxUsd;
  if (share < FIRST_WARNING) return undefined;
  const spent = `[Budget: $${spentUsd.toFixed(2)} of $${maxUsd.toFixed(2)} for this task are spent.`;
  return share < LAST_WARNING
    ? `${spent} Finish what matters most and take no detours.]`
    : `${spent} Stop now: leave the files in their best state, write the result file, and end. Further requests are about to be refused.]`;
}

export const exhaustedWords = ({ maxUsd }: Budget): string =>
  `budget_exhausted: the $${maxUsd.toFixed(2)} of this task are spent. Nothing more will be answered; what is done so far is kept.`;
