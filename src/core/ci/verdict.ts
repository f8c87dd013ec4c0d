// The verdict on one commit, from facts alone. Pure: the same facts and time give the same report.

import type { Policy } from '../policy.ts';
import { basisOf } from './basis.ts';
import { ciDeadline } from './deadline.ts';
import { digestOf } from './digest.ts';
import { type Check, type Evidence, gatherEvidence } from './evidence.ts';
import type { Age, Judgement } from './judgement.ts';
import { ciMinutes } from './minutes.ts';
import { missing, withoutChecks } from './missing.ts';
import type { CheckFact, CiReport, CiSnapshot } from './report.ts';
import { looksLikeInfrastructure } from './runner-step.ts';
import { summariesOf } from './summaries.ts';
import { checksPassed, clip, minutesText, names } from './words.ts';

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
  const age = ageOf(snapshot, evidence, nowMs, policy);
  const summaries = summariesOf(evidence, snapshot.checks);
  return {
    headSha: snapshot.headSha,
    ...judge(snapshot, evidence, age),
    digest: ciDigest(snapshot),
    ...summaries,
    minutes: ciMinutes(snapshot.checks, nowMs),
    basis: basisOf(snapshot, evidence),
    deadline: age.deadline,
    ...(snapshot.api === undefined ? {} : { api: snapshot.api }),
  };
}

/** Time begins anew with every re-run: what ran out before it says nothing about it. */
function ageOf(snapshot: CiSnapshot, evidence: Evidence, nowMs: number, policy: Policy['ci']): Age {
  const ms = nowMs - snapshot.pushedAtMs;
  const reruns = snapshot.checks.filter(({ attempt }) => attempt > 1).map((fact) => fact.startedAtMs ?? 0);
  const deadline = ciDeadline(
    snapshot.base?.runs ?? [],
    awaitedWorkflows(snapshot, evidence),
    policy.deadlineMs,
  );
  const sinceMs = Math.max(snapshot.pushedAtMs, ...reruns);
  return {
    ms,
    deadline,
    pastDeadline: nowMs - sinceMs >= deadline.ms,
    pastNoChecks: ms >= policy.noChecksAfterMs,
    noChecksAfterMs: policy.noChecksAfterMs,
  };
}

/** Null where something is awaited that is no job of a workflow seen: of that there is no history. */
function awaitedWorkflows(
  snapshot: CiSnapshot,
  { waitingFor, missing: absent }: Evidence,
): readonly string[] | null {
  const facts = waitingFor.length > 0 ? waitingFor : snapshot.checks.filter(isRun);
  const workflows = facts.map(({ workflow }) => workflow);
  if (absent.length > 0 || workflows.includes(null)) return null;
  return [...new Set(workflows.filter((workflow) => workflow !== null))];
}

const isRun = ({ source }: CheckFact): boolean => source === 'workflow_run';

function judge(snapshot: CiSnapshot, evidence: Evidence, age: Age): Judgement {
  const { pullRequestHeadSha } = snapshot;
  if (pullRequestHeadSha !== undefined && pullRequestHeadSha !== snapshot.headSha) {
    return { verdict: 'superseded', because: 'the pull request has a newer commit' };
  }
  const { waitingFor, held } = evidence;
  if (evidence.isStarting && !age.pastNoChecks)
    return { verdict: 'pending', because: 'a workflow is starting' };
  if (evidence.checks.length === 0 && waitingFor.length === 0 && held.length === 0)
    return withoutChecks(snapshot, age);
  if (waitingFor.length > 0 && !(age.pastDeadline && hasAllRequired(evidence)))
    return waiting(waitingFor, evidence.checks, age);
  const failure = failed(evidence);
  if (failure !== undefined) return failure;
  if (held.length > 0 && !hasAllRequired(evidence)) {
    return { verdict: 'action_required', because: `${names(held)} waits for an approval on the forge` };
  }
  return unclear(evidence, age) ?? missing(snapshot, evidence, age) ?? passed(snapshot, evidence);
}

/** A deployment that waits for its approval, or an optional job that never gets a runner, holds nothing back when all that is required has reported. */
const hasAllRequired = ({ requiredKnown, missing: absent, deciding }: Evidence): boolean =>
  requiredKnown && absent.length === 0 && !deciding.some(({ outcome }) => outcome === 'pending');

function waiting(
  facts: readonly CheckFact[],
  checks: readonly Check[],
  { pastDeadline, deadline }: Age,
): Judgement {
  const awaited = facts.filter(isTold(facts));
  if (!pastDeadline)
    return { verdict: 'pending', because: `waiting for ${names(awaited.map(nextOf(checks)))}` };
  const told = names(awaited);
  const { from, ms, p95Ms } = deadline;
  const late =
    from === 'history' && p95Ms !== undefined
      ? `within ${minutesText(ms)}, where 95% of past runs took at most ${minutesText(p95Ms)}`
      : 'in time';
  return { verdict: 'timed_out', because: `${told} did not finish ${late}` };
}

/** A run is told by its jobs where any of them is waited for too. */
const isTold = (facts: readonly CheckFact[]) => (fact: CheckFact) =>
  !isRun(fact) || !facts.some((other) => !isRun(other) && other.runId === fact.runId);

/** Of a run that has no job to wait for just now: what is counted are jobs, and its name alone reads like one. */
const nextOf =
  (checks: readonly Check[]) =>
  (fact: CheckFact): { readonly name: string } => {
    if (!isRun(fact)) return fact;
    const hasBegun = checks.some((check) => !isRun(check.fact) && check.fact.runId === fact.runId);
    return { name: `the ${hasBegun ? 'next' : 'first'} job of ${clip(fact.name, MAX_RUN_CHARS)}` };
  };
const MAX_RUN_CHARS = 60;

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

function passed(snapshot: CiSnapshot, evidence: Evidence): Judgement {
  const { requiredKnown } = evidence;
  const which = evidence.deciding.filter(({ required }) => required);
  const required = requiredKnown ? ` (${namesOf(which)})` : '';
  const told = [`${checksPassed(evidence)}${required}`, ...beside(snapshot, evidence)];
  return { verdict: 'green', because: told.join('; ') };
}

/** What a green does not rest on, and whoever approves should know. */
function beside(snapshot: CiSnapshot, evidence: Evidence): readonly string[] {
  const { optionalFailures: bad, optionalUnfinished, requiredKnown, onlyOnBase } = evidence;
  const isHeld = (fact: CheckFact): boolean => evidence.held.some(({ runId }) => runId === fact.runId);
  const told = optionalUnfinished.filter(isTold(optionalUnfinished));
  const open = told.filter((fact) => !isHeld(fact));
  const held = told.filter(isHeld);
  const isUnread = !requiredKnown && snapshot.unreadRules.length > 0;
  return [
    ...(bad.length > 0 ? [`optional ${namesOf(bad)} did not pass`] : []),
    ...(open.length > 0 ? [`optional ${names(open)} has not finished`] : []),
    ...(held.length > 0 ? [`optional ${names(held)} waits for an approval`] : []),
    ...(onlyOnBase.length > 0 ? [`${names(onlyOnBase)} ran on the base branch only`] : []),
    ...(isUnread ? ['which of them are required could not be read'] : []),
    ...(snapshot.mergeState === 'conflict' ? ['the branch conflicts with its base'] : []),
  ];
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
