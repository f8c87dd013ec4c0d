// What came, what stayed and what went between two judgements. A test that fails in another way than before has stayed.
import type { FailureNote } from '../signals/failure-signal.ts';
import type { Progress } from '../task/attempt.ts';

export function differenceBetween(
  before: readonly FailureNote[],
  now: readonly FailureNote[],
): Pick<Progress, 'added' | 'persisting' | 'fixed'> {
  return {
    added: prints(now.filter((failure) => !before.some(isSameAs(failure)))),
    persisting: prints(now.filter((failure) => before.some(isSameAs(failure)))),
    fixed: prints(before.filter((failure) => !now.some(isSameAs(failure)))),
  };
}

/** Fine prints hold what was expected and what came, which a flaky test gives anew each time. */
const isSameAs = (one: FailureNote) => (other: FailureNote) =>
  one.fingerprint.fine === other.fingerprint.fine ||
  (one.testId !== undefined && one.testId === other.testId && one.file === other.file);

const prints = (failures: readonly FailureNote[]): readonly string[] => [
  ...new Set(failures.map(({ fingerprint }) => fingerprint.fine)),
];
