// Sorts the checks of a commit into what decides its verdict and what is only told beside it.
import { newestOf } from './newest.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { CheckFact, CiSnapshot } from './report.ts';

export type Check = { readonly fact: CheckFact; readonly outcome: Outcome; readonly required: boolean };

export type Evidence = {
  /** Newest of each check run and status; workflow runs too where they say what no job says. */
  readonly checks: readonly Check[];
  /** Those whose outcome makes the verdict. */
  readonly deciding: readonly Check[];
  /** Failed without holding anything back: not required, or allowed to fail by its workflow. */
  readonly optionalFailures: readonly Check[];
  /** Unfinished and worth waiting for. */
  readonly waitingFor: readonly CheckFact[];
  readonly missing: readonly string[];
  /** False where the forge told no required checks: then every check decides. */
  readonly requiredKnown: boolean;
};

const BAD: ReadonlySet<Outcome> = new Set(['failed', 'cancelled', 'timed_out']);
export const isBad = (check: Check): boolean => BAD.has(check.outcome);

export function gatherEvidence(snapshot: CiSnapshot): Evidence {
  const required = new Set(snapshot.requiredContexts);
  const requiredKnown = required.size > 0;
  const newest = newestOf(snapshot.checks).map((fact) => checkOf(fact, required));
  const runs = newest.filter(isRun);
  const jobs = newest.filter((check) => !isRun(check));
  const checks = [...jobs, ...runs.filter((run) => speaksForItself(run, jobs))];
  const deciding = checks.filter((check) =>
    requiredKnown ? decidesWhenRequired(check, checks, runs) : !isAllowedToFail(check, runs),
  );
  const missing = [...required].filter((name) => !jobs.some((check) => check.fact.name === name));
  return {
    checks,
    deciding: missing.length > 0 ? [...deciding, ...stoppedRuns(checks, deciding)] : deciding,
    optionalFailures: checks.filter((check) => isBad(check) && !deciding.includes(check)),
    waitingFor: unfinished(snapshot.checks, jobs, requiredKnown),
    missing,
    requiredKnown,
  };
}

const isRun = (check: Check): boolean => check.fact.source === 'workflow_run';

const checkOf = (fact: CheckFact, required: ReadonlySet<string>): Check => ({
  fact,
  outcome: outcomeOf(fact),
  required: fact.source !== 'workflow_run' && required.has(fact.name),
});

/** A workflow run is the sum of its jobs, except where it ended badly and none of them says so: it never started, or a job is not to be seen. */
function speaksForItself(run: Check, jobs: readonly Check[]): boolean {
  if (run.outcome === 'pending' || run.outcome === 'passed' || run.outcome === 'skipped') return false;
  const own = jobs.filter((job) => job.fact.runId === run.fact.runId);
  return !own.some((job) => isBad(job) || job.outcome === 'action_required');
}

/** `continue-on-error`: the job shows as failed while its workflow run succeeded. */
function isAllowedToFail(check: Check, runs: readonly Check[]): boolean {
  if (!isBad(check) || isRun(check)) return false;
  return runs.some((run) => run.fact.runId === check.fact.runId && run.outcome === 'passed');
}

/**
 * Required checks decide. The forge counts a skipped one as passed; one that was skipped because something before it in
 * its run failed says nothing of its own, so what failed decides in its place.
 */
function decidesWhenRequired(check: Check, checks: readonly Check[], runs: readonly Check[]): boolean {
  if (check.required) return true;
  if (!isBad(check) || check.fact.runId === null || isAllowedToFail(check, runs)) return false;
  return checks.some(
    (other) => other.required && other.outcome === 'skipped' && other.fact.runId === check.fact.runId,
  );
}

/** While a required check is missing, runs that never got to their jobs are the likely reason. */
const stoppedRuns = (checks: readonly Check[], deciding: readonly Check[]): readonly Check[] =>
  checks.filter((check) => isRun(check) && !deciding.includes(check));

/** Every unfinished workflow run, superseded ones too: between two jobs there are moments when every job seen is finished. */
function unfinished(
  all: readonly CheckFact[],
  jobs: readonly Check[],
  requiredKnown: boolean,
): readonly CheckFact[] {
  const runs = all.filter((fact) => fact.source === 'workflow_run' && fact.status !== 'completed');
  const waiting = jobs.filter(({ outcome }) => outcome === 'pending');
  const counted = waiting.filter(({ fact, required }) => !requiredKnown || required || fact.runId !== null);
  return [...counted.map(({ fact }) => fact), ...runs];
}
