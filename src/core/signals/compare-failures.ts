// The failures of two attempts side by side, by fingerprint alone.
import type { Progress } from '../task.ts';
import type { FailureNote } from './failure-signal.ts';

type Prints = readonly Pick<FailureNote, 'fingerprint'>[];

const printsOf = (failures: Prints): ReadonlySet<string> =>
  new Set(failures.map(({ fingerprint }) => fingerprint));

export function compareFailures(previous: Prints, current: Prints): Progress {
  const before = printsOf(previous);
  const now = printsOf(current);
  return {
    added: [...now].filter((print) => !before.has(print)),
    persisting: [...now].filter((print) => before.has(print)),
    fixed: [...before].filter((print) => !now.has(print)),
  };
}

/** The same failures again, in any order. Two empty sets are the same: nobody knows of a difference. */
export function sameFailureSet(a: Prints, b: Prints): boolean {
  const { added, fixed } = compareFailures(a, b);
  return added.length === 0 && fixed.length === 0;
}
