// Stop rules over how attempts relate to each other, after what is known of people and agents who repair: research on early stopping says most of the money goes into attempts that were hopeless.
import type { Attempt, StopRuleResult } from '../task/attempt.ts';
import { isSpent } from './attempts.ts';
import type { Relation } from './relation.ts';

/** One more attempt with another brief is worth its price; a third of the same is not. */
const MAX_SAME = 1;
/** The same tests failing in other ways: somebody is at least moving. */
const MAX_WITHOUT_PROGRESS = 2;
/** Going back to the best attempt is done once. */
const MAX_WORSE = 1;

export const NO_PROGRESS_LIMIT = 'one repetition, or two other failures of the same tests';
export const OSCILLATION_LIMIT = 'no return to failures of before';
export const GETTING_WORSE_LIMIT = 'one way back to the best attempt';

type Result = Omit<StopRuleResult, 'rule'>;

/** Relations of the red attempts of a round, oldest first. */
const relationsOf = (round: readonly Attempt[]): readonly (Relation | undefined)[] =>
  round.filter(isSpent).map(({ progress }) => progress?.relation);

export function noProgress(round: readonly Attempt[]): Result {
  const all = relationsOf(round);
  const since = all.slice(all.findLastIndex((relation) => relation !== 'same' && relation !== 'moving') + 1);
  const same = since.filter((relation) => relation === 'same').length;
  return {
    tripped: same > MAX_SAME || since.length > MAX_WITHOUT_PROGRESS,
    measured: `${same} the same, ${since.length - same} moving`,
    limit: NO_PROGRESS_LIMIT,
  };
}

export function oscillation(round: readonly Attempt[]): Result {
  const isBack = relationsOf(round).at(-1) === 'back';
  return { tripped: isBack, measured: isBack ? 'back' : 'not back', limit: OSCILLATION_LIMIT };
}

export function gettingWorse(round: readonly Attempt[]): Result {
  const all = relationsOf(round);
  const worse = all.filter((relation) => relation === 'worse').length;
  return {
    tripped: worse > MAX_WORSE && all.at(-1) === 'worse',
    measured: `${worse} worse`,
    limit: GETTING_WORSE_LIMIT,
  };
}
