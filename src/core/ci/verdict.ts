// The verdict on one commit, from facts alone. Pure: the same facts and time give the same report.

import type { Policy } from '../policy.ts';
import { digestOf } from './digest.ts';
import { type Check, type Evidence, gatherEvidence } from './evidence.ts';
import { ciMinutes } from './minutes.ts';
import { looksLikeInfrastructure, shownOutcome } from './outcome.ts';
import {
  type CheckFact,
  type CheckSummary,
  type CiReport,
  type CiSnapshot,
  MAX_CHECKS,
  type Verdict,
} from './report.ts';
import { checksPassed, names } from './words.ts';

type Judgement = { readonly verdict: Verdict; readonly because: string };
type Age = { readonly ms: number; readonly pastDeadline: boolean; readonly pastNoChecks: boolean };

/**
 * Judges a full read of the forge. Never guesses: what is missing, unfinished, cancelled or unknown has a verdict of its
 * own, none of which is green or red.
 *
 * Two cases are decisions rather than facts. A workflow that could not start (`startup_failure`) is `action_required`, not
 * red: workflow files are protected by default, so another attempt could not mend it. A branch that conflicts with its base
 * and has no checks is `action_required`: pull-request workflows do not run without a merge, so none will come.
 */
export function judgeCi(snapshot: CiSnapshot, nowMs: number, policy: Policy['ci']): CiReport {
  const evidence = gatherEvidence(snapshot);
  const ageMs = nowMs - snapshot.pushedAtMs;
  const age: Age = {
    ms: ageMs,
    pastDeadline: ageMs >= policy.deadlineMs,
    pastNoChecks: ageMs >= policy.noChecksAfterMs,
  };
  const summaries = evidence.checks.map(summaryOf).sort(byWeight);
  return {
    headSha: snapshot.headSha,
    ...judge(snapshot, evidence, age),
    digest: ciDigest(snapshot),
    checks: summaries.slice(0, MAX_CHECKS),
    checksOmitted: Math.max(0, summaries.length - MAX_CHECKS),
    url: urlOf(summaries, snapshot.checks),
    minutes: ciMinutes(snapshot.checks, nowMs),
  };
}

function judge(snapshot: CiSnapshot, evidence: Evidence, age: Age): Judgement {
  const { pullRequestHeadSha } = snapshot;
  if (pullRequestHeadSha !== undefined && pullRequestHeadSha !== snapshot.headSha) {
    return { verdict: 'superseded', because: 'the pull request has a newer commit' };
  }
  if (snapshot.checks.length === 0) return withoutChecks(snapshot, age);
  if (evidence.waitingFor.length > 0) {
    const waiting = names(evidence.waitingFor);
    return age.pastDeadline
      ? { verdict: 'timed_out', because: `${waiting} did not finish in time` }
      : { verdict: 'pending', because: `waiting for ${waiting}` };
  }
  return failed(evidence) ?? unclear(evidence, age) ?? missing(snapshot, evidence, age) ?? passed(evidence);
}

function withoutChecks(snapshot: CiSnapshot, age: Age): Judgement {
  if (!age.pastNoChecks) return { verdict: 'pending', because: 'no check has started yet' };
  if (snapshot.mergeState === 'conflict') return CONFLICT;
  return { verdict: 'no_checks', because: 'no check ever started for this commit' };
}

const CONFLICT: Judgement = {
  verdict: 'action_required',
  because: 'the branch conflicts with its base, so pull-request checks do not run',
};

/** A failure decides whatever was cancelled or skipped beside it: fail-fast cancels its siblings. */
function failed(evidence: Evidence): Judgement | undefined {
  const failures = evidence.deciding.filter(({ outcome }) => outcome === 'failed');
  if (failures.length === 0) return undefined;
  if (failures.every(({ fact }) => looksLikeInfrastructure(fact))) {
    return { verdict: 'infra', because: `${namesOf(failures)} failed outside the repository's own steps` };
  }
  return { verdict: 'red', because: `${checksPassed(evidence)}, ${namesOf(failures)} failed` };
}

/** Not failed and not passed: who has to act comes before what can be waited for. */
function unclear(evidence: Evidence, age: Age): Judgement | undefined {
  const having = (...outcomes: Check['outcome'][]) =>
    evidence.deciding.filter(({ outcome }) => outcomes.includes(outcome));
  const startup = having('startup_failure');
  if (startup.length > 0) {
    return {
      verdict: 'action_required',
      because: `the workflow file of ${namesOf(startup)} could not be started`,
    };
  }
  const person = having('action_required');
  if (person.length > 0)
    return { verdict: 'action_required', because: `${namesOf(person)} waits for a person` };
  const late = having('timed_out');
  if (late.length > 0) return { verdict: 'timed_out', because: `${namesOf(late)} ran out of time` };
  const cancelled = having('cancelled');
  if (cancelled.length > 0) return { verdict: 'cancelled', because: `${namesOf(cancelled)} was cancelled` };
  const odd = having('unknown');
  if (odd.length > 0) {
    return { verdict: 'unknown', because: `${namesOf(odd)} ended in a way that Greenlight does not know` };
  }
  const stale = having('stale');
  if (stale.length === 0) return undefined;
  const because = `${namesOf(stale)} was given up by the forge as stale`;
  return { verdict: age.pastDeadline ? 'unknown' : 'pending', because };
}

function missing(snapshot: CiSnapshot, evidence: Evidence, age: Age): Judgement | undefined {
  const said = evidence.checks.filter(({ outcome }) => outcome !== 'skipped');
  if (evidence.missing.length > 0) {
    const which = `required ${names(evidence.missing.map((name) => ({ name })))}`;
    if (snapshot.mergeState === 'conflict' && age.pastNoChecks) return CONFLICT;
    return age.pastDeadline
      ? { verdict: 'timed_out', because: `${which} never reported` }
      : { verdict: 'pending', because: `${which} has not reported yet` };
  }
  if (evidence.requiredKnown || said.length > 0) return undefined;
  return age.pastNoChecks
    ? { verdict: 'no_checks', because: 'every check was skipped' }
    : { verdict: 'pending', because: 'every check so far was skipped' };
}

function passed(evidence: Evidence): Judgement {
  const optional = evidence.optionalFailures;
  const beside = optional.length > 0 ? `; optional ${namesOf(optional)} did not pass` : '';
  return { verdict: 'green', because: `${checksPassed(evidence)}${beside}` };
}

const namesOf = (checks: readonly Check[]): string => names(checks.map(({ fact }) => fact));

/** Any check that appears, moves, ends or runs again changes it; the order in which the forge lists them does not. */
function ciDigest(snapshot: CiSnapshot): string {
  const lines = snapshot.checks.map((fact) =>
    JSON.stringify([
      fact.source,
      fact.id ?? fact.jobId ?? fact.runId,
      fact.app,
      fact.name,
      fact.status,
      fact.conclusion,
      fact.attempt,
    ]),
  );
  return digestOf([snapshot.headSha, ...lines.sort()].join('\n'));
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
