// One judgement against an earlier one: did the attempt between them get anywhere? Compared by fingerprint, never by count alone.
import type { FailureNote } from '../signals/failure-signal.ts';
import { isBuildKind, phaseOf } from './phase.ts';

/**
 * `fixed`: some failures are gone and none came. `later`: the build gets further than before. `other`: some went, others
 * came. `moving`: the same tests fail in another way. `same`: nothing changed. `back`: the failures of an older attempt
 * are here again. `worse`: all of before and more, or what built no longer does.
 */
export type Relation = 'fixed' | 'later' | 'other' | 'moving' | 'same' | 'back' | 'worse';

/** What was found against a commit, by CI or by the proof after CI's green. */
export type Judgement = { readonly by: 'ci' | 'proof'; readonly failures: readonly FailureNote[] };

/** `older`: what was found before the one compared with, in any order. Undefined where one of the two could not be read. */
export function relationOf(
  before: Judgement,
  now: Judgement,
  older: readonly Judgement[],
): Relation | undefined {
  if (before.by !== now.by) return now.by === 'proof' ? 'later' : 'worse';
  if (before.failures.length === 0 || now.failures.length === 0) return undefined;
  if (isSame(fine(before), fine(now))) return 'same';
  if (older.some((each) => each.by === now.by && isSame(fine(each), fine(now)))) return 'back';
  if (fine(now).isSubsetOf(fine(before))) return 'fixed';
  if (fine(before).isSubsetOf(fine(now))) return 'worse';
  const [phaseBefore, phaseNow] = [phaseOf(before.failures), phaseOf(now.failures)];
  if (phaseNow !== phaseBefore) return phaseNow > phaseBefore ? 'later' : 'worse';
  if (breaksTheBuild(before, now)) return 'worse';
  return isSame(coarse(before), coarse(now)) ? 'moving' : 'other';
}

function breaksTheBuild(before: Judgement, now: Judgement): boolean {
  const known = fine(before);
  const isNew = ({ kind, fingerprint }: FailureNote) => isBuildKind(kind) && !known.has(fingerprint.fine);
  return fine(now).size > known.size && now.failures.some(isNew);
}

type Prints = ReadonlySet<string>;
const fine = ({ failures }: Judgement): Prints => new Set(failures.map(({ fingerprint: { fine } }) => fine));
const coarse = ({ failures }: Judgement): Prints =>
  new Set(failures.map(({ fingerprint: { coarse } }) => coarse));
const isSame = (a: Prints, b: Prints): boolean => a.size === b.size && a.isSubsetOf(b);
