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
