// What one check says, in our words, from the forge's status and conclusion.
import type { CheckFact, CheckOutcome } from './report.ts';

/** `unknown` is a word we do not know: never a pass. `stale` and `unknown` are told apart by the verdict only. */
export type Outcome = CheckOutcome | 'startup_failure' | 'stale' | 'unknown';

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: 'passed',
  neutral: 'passed',
  skipped: 'skipped',
  failure: 'failed',
  error: 'failed',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  action_required: 'action_required',
  startup_failure: 'startup_failure',
  stale: 'stale',
};

export function outcomeOf(fact: CheckFact): Outcome {
  if (fact.status !== 'completed') return 'pending';
  const conclusion = fact.conclusion ?? '';
  return Object.hasOwn(OUTCOMES, conclusion) ? (OUTCOMES[conclusion] ?? 'unknown') : 'unknown';
}

/** The same in the words that a report shows: what cannot be told from a pass by name is shown as what it asks for. */
export function shownOutcome(outcome: Outcome): CheckOutcome {
  if (outcome === 'startup_failure') return 'action_required';
  return outcome === 'stale' || outcome === 'unknown' ? 'pending' : outcome;
}

/** Steps that belong to the runner, not to the repository. GitHub gives them these names in every language. */
const RUNNER_STEP =
  /^(?:Set up job|Set up runner|Initialize containers|Stop containers|Complete job|Complete runner|Post .{0,200}|Pull .{0,200}|Run actions\/checkout@.{0,100})$/;

/** True where a failed job never failed in a step of the repository's own: the change cannot be blamed for it. */
export const looksLikeInfrastructure = (fact: Pick<CheckFact, 'failedStep'>): boolean =>
  fact.failedStep === null || (fact.failedStep !== undefined && RUNNER_STEP.test(fact.failedStep));
