// The checks of a report, in few words: failed ones first, required before optional.
import { type Check, type Evidence, isBad } from './evidence.ts';
import { shownOutcome } from './outcome.ts';
import { type CheckFact, type CheckSummary, type CiReport, MAX_CHECKS } from './report.ts';
import { clip } from './words.ts';

export function summariesOf(
  { checks, optionalFailures }: Evidence,
  facts: readonly CheckFact[],
): Pick<CiReport, 'checks' | 'checksOmitted' | 'url'> {
  const all = checks.map((check) => summaryOf(check, optionalFailures.includes(check))).sort(byWeight);
  return {
    checks: all.slice(0, MAX_CHECKS),
    checksOmitted: Math.max(0, all.length - MAX_CHECKS),
    url: urlOf(all, facts),
  };
}

function summaryOf({ fact, outcome, required }: Check, isOptional: boolean): CheckSummary {
  // A check that is well has no notes that anybody reads.
  const checkRunId = isBad({ outcome }) ? checkRunOf(fact) : undefined;
  const says = isBad({ outcome }) ? clip(fact.says ?? '', MAX_SAID_CHARS) : '';
  return {
    name: fact.name,
    outcome: shownOutcome(outcome),
    required,
    url: fact.url,
    jobId: fact.jobId,
    runId: fact.runId,
    ...(fact.workflow === null ? {} : { workflow: fact.workflow }),
    ...(checkRunId === undefined ? {} : { checkRunId }),
    ...(says === '' ? {} : { says }),
    ...(isOptional ? { isOptional } : {}),
  };
}

/** A job's id is that of its check run as well. */
function checkRunOf({ source, id, jobId }: CheckFact): number | undefined {
  const own = source === 'check_run' ? Number(id ?? jobId ?? Number.NaN) : Number.NaN;
  return Number.isSafeInteger(own) ? own : undefined;
}

const MAX_SAID_CHARS = 400;

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
