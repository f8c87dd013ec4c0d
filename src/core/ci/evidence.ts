// Sorts the checks of a commit into what decides its verdict and what is only told beside it.
import { newestOf } from './newest.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { CheckFact, CiSnapshot } from './report.ts';
import type { RequiredCheck, SeenOnBase } from './surroundings.ts';

export type Check = { readonly fact: CheckFact; readonly outcome: Outcome; readonly required: boolean };

export type Evidence = {
  /** Newest of each check run and status; workflow runs and suites too where they say what no job says. */
  readonly checks: readonly Check[];
  /** Those whose outcome makes the verdict. */
  readonly deciding: readonly Check[];
  /** Ended otherwise than well without holding anything back: not required, or allowed to fail by its workflow. */
  readonly optionalFailures: readonly Check[];
  /** Unfinished, and nothing that decides. */
  readonly optionalUnfinished: readonly CheckFact[];
  /** Required or deciding, and skipped only because something before it in its run did not pass: no result of its own. */
  readonly skippedBehind: readonly Check[];
  /** Unfinished and worth waiting for. */
  readonly waitingFor: readonly CheckFact[];
  /** Workflow runs that go on only when a person lets them. */
  readonly held: readonly CheckFact[];
  /** A suite of Actions whose workflow run is not listed yet. */
  readonly isStarting: boolean;
  readonly missing: readonly string[];
  /** Ran on the base branch's newest green commit, and nothing of it is here. Empty where the rules tell what is required. */
  readonly onlyOnBase: readonly SeenOnBase[];
  /** False where nobody told of a required check: then every check decides. */
  readonly requiredKnown: boolean;
};

const BAD: ReadonlySet<Outcome> = new Set(['failed', 'cancelled', 'timed_out']);
const WELL: ReadonlySet<Outcome> = new Set(['passed', 'skipped', 'pending']);
export const isBad = (check: Pick<Check, 'outcome'>): boolean => BAD.has(check.outcome);
const ACTIONS = 'github-actions';

export function gatherEvidence(snapshot: CiSnapshot): Evidence {
  const { required } = snapshot;
  const requiredKnown = required.length > 0;
  const suites = snapshot.checks.filter(({ source }) => source === 'check_suite');
  const others = snapshot.checks.filter(({ source }) => source !== 'check_suite');
  const newest = newestOf(others).map((fact) => checkOf(fact, required));
  const runs = newest.filter(isRun);
  const jobs = newest.filter((check) => !isRun(check));
  const checks = [
    ...jobs,
    ...runs.filter((run) => speaksForItself(run, jobs)),
    ...suites.map((fact) => checkOf(fact, [])).filter((suite) => suiteSpeaks(suite, newest)),
  ];
  const deciding = checks.filter((check) =>
    requiredKnown ? decidesWhenRequired(check, checks, runs) : !isAllowedToFail(check, runs),
  );
  const missing = required.filter((one) => !jobs.some(({ fact }) => reports(fact, one)));
  const waiting = unfinished(others, jobs, requiredKnown);
  return {
    checks,
    deciding: missing.length > 0 ? [...deciding, ...stoppedRuns(checks, deciding)] : deciding,
    optionalFailures: checks.filter((check) => !WELL.has(check.outcome) && !deciding.includes(check)),
    optionalUnfinished: [...waiting, ...others.filter(isStandingStill)].filter(
      (fact, at, all) => all.indexOf(fact) === at && !deciding.some((check) => check.fact === fact),
    ),
    skippedBehind: jobs.filter((check) => isSkippedBehind(check, jobs, runs)),
    waitingFor: waiting.filter((fact) => !isHeld(fact, others)),
    held: others.filter(isStandingStill),
    isStarting: suites.some((suite) => startsSomething(suite, others)),
    missing: [...new Set(missing.map(({ name }) => name))],
    onlyOnBase: requiredKnown ? [] : notHere(snapshot.base?.seen ?? [], jobs),
    requiredKnown,
  };
}

const isRun = (check: Check): boolean => check.fact.source === 'workflow_run';

const checkOf = (fact: CheckFact, required: readonly RequiredCheck[]): Check => ({
  fact,
  outcome: outcomeOf(fact),
  required: fact.source !== 'workflow_run' && required.some((one) => reports(fact, one)),
});

/** A rule may name the app whose check it wants; of a status the forge does not tell the app. */
const reports = (fact: CheckFact, { name, appId }: RequiredCheck): boolean =>
  fact.name === name && (appId === null || fact.appId === undefined || fact.appId === appId);

/** A workflow run is the sum of its jobs, except where it ended badly and none of them says so: it never started, or a job is not to be seen. */
function speaksForItself(run: Check, jobs: readonly Check[]): boolean {
  if (run.outcome === 'pending' || run.outcome === 'passed' || run.outcome === 'skipped') return false;
  const own = jobs.filter((job) => job.fact.runId === run.fact.runId);
  return !own.some((job) => isBad(job) || job.outcome === 'action_required');
}

/** The suite of an app is the sum of its checks, and of Actions a workflow run: it counts where neither says what it says. */
function suiteSpeaks(suite: Check, others: readonly Check[]): boolean {
  const says = isBad(suite) || suite.outcome === 'action_required' || suite.outcome === 'startup_failure';
  const own = others.filter(({ fact }) => fact.suiteId === suite.fact.suiteId);
  return says && !own.some((other) => isRun(other) || isBad(other) || other.outcome === suite.outcome);
}

/** Apps that are installed and silent keep a suite that never begins; every suite of Actions belongs to a workflow run. */
const startsSomething = (suite: CheckFact, others: readonly CheckFact[]): boolean =>
  suite.app === ACTIONS &&
  suite.status !== 'completed' &&
  !others.some(({ suiteId }) => suiteId === suite.suiteId);

/** `continue-on-error`: the job shows as failed while its workflow run succeeded. */
function isAllowedToFail(check: Check, runs: readonly Check[]): boolean {
  if (!isBad(check) || isRun(check)) return false;
  return runs.some((run) => run.fact.runId === check.fact.runId && run.outcome === 'passed');
}

/**
 * Required checks decide. The forge counts a skipped one as passed; one that was skipped because something before it in
 * its run failed says nothing of its own, so what failed decides in its place. So does the sibling in a matrix whose
 * failure had a required one cancelled.
 */
function decidesWhenRequired(check: Check, checks: readonly Check[], runs: readonly Check[]): boolean {
  if (check.required) return true;
  if (!isBad(check) || check.fact.runId === null || isAllowedToFail(check, runs)) return false;
  return checks.some(
    (other) =>
      other.required &&
      other.fact.runId === check.fact.runId &&
      (other.outcome === 'skipped' || (other.outcome === 'cancelled' && isSibling(check, other))),
  );
}

/** Jobs of one matrix have one name, with the values behind it: `test (22)`. */
const isSibling = (check: Check, other: Check): boolean =>
  check.outcome === 'failed' && matrixName(check.fact.name) === matrixName(other.fact.name);
const matrixName = (name: string): string => {
  const at = name.indexOf(' (');
  return at < 0 ? name : name.slice(0, at);
};

const isSkippedBehind = (check: Check, jobs: readonly Check[], runs: readonly Check[]): boolean =>
  check.outcome === 'skipped' &&
  check.fact.runId !== null &&
  jobs.some((job) => isBad(job) && job.fact.runId === check.fact.runId && !isAllowedToFail(job, runs));

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

const isStandingStill = (fact: CheckFact): boolean => fact.isHeld === true && fact.status !== 'completed';

/** What belongs to a held run cannot go on before the run does. */
const isHeld = (fact: CheckFact, all: readonly CheckFact[]): boolean =>
  fact.isHeld === true ||
  (fact.status === 'queued' &&
    fact.runId !== null &&
    all.some((run) => run.isHeld === true && run.status !== 'completed' && run.runId === fact.runId));

/** A check counts as here whatever app reports it now. */
const notHere = (seen: readonly SeenOnBase[], jobs: readonly Check[]): readonly SeenOnBase[] =>
  seen.filter(({ name }) => !jobs.some(({ fact }) => fact.name === name));
