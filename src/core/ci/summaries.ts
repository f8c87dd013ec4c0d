// The checks of a report, in few words: failed ones first, required before optional.
import type { Check, Evidence } from './evidence.ts';
import { shownOutcome } from './outcome.ts';
import { type CheckFact, type CheckSummary, type CiReport, MAX_CHECKS } from './report.ts';

export function summariesOf(
  { checks }: Evidence,
  facts: readonly CheckFact[],
): Pick<CiReport, 'checks' | 'checksOmitted' | 'url'> {
  const all = checks.map(summaryOf).sort(byWeight);
  return {
    checks: all.slice(0, MAX_CHECKS),
    checksOmitted: Math.max(0, all.length - MAX_CHECKS),
    url: urlOf(all, facts),
  };
}

const summaryOf = ({ fact, outcome, required }: Check): CheckSummary => ({
  name: fact.name,
  outcome: shownOutcome(outcome),
  required,
  url: fact.url,
  jobId: fact.jobId,
  runId: fact.runId,
});

function byWeight(a: CheckSummary, b: CheckSummary): number {
  return weightOf(a) - weightOf(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
const WEIGHTS: Record<CheckSummary['outcome'], number> = {
  failed: 0,
  timed_out: 1,
  action_required: 2,
  cancelled: 3,
  pending: 4,
  passed: 5,
  skipped: 6,
};
const weightOf = (check: CheckSummary): number => WEIGHTS[check.outcome] * 2 + (check.required ? 0 : 1);

const urlOf = (summaries: readonly CheckSummary[], facts: readonly CheckFact[]): string | null =>
  summaries.find(({ url }) => url !== '')?.url ?? facts.find(({ url }) => url !== '')?.url ?? null;
