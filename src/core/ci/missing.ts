// What follows from checks that are not there: wait for them, say why they will not come, or go on without them.
import type { Evidence } from './evidence.ts';
import type { Age, Judgement } from './judgement.ts';
import { CONFLICT, whyMissing } from './reasons.ts';
import type { CiSnapshot } from './report.ts';
import { names } from './words.ts';

export function withoutChecks(snapshot: CiSnapshot, age: Age): Judgement {
  if (!age.pastNoChecks) return { verdict: 'pending', because: 'no check has started yet' };
  const reason = whyMissing(snapshot, []);
  const isConflict = snapshot.mergeState === 'conflict';
  if (reason === undefined) return { verdict: 'no_checks', because: 'no check ever started for this commit' };
  if (reason.blocks && snapshot.required.length > 0 && reason !== CONFLICT) {
    const because = `required ${names(snapshot.required)} will not report: ${reason.because}`;
    return { verdict: 'action_required', because };
  }
  if (isConflict) return { verdict: 'action_required', because: reason.because };
  return { verdict: 'no_checks', because: `no check ever started: ${reason.because}` };
}

export function missing(snapshot: CiSnapshot, evidence: Evidence, age: Age): Judgement | undefined {
  if (evidence.missing.length > 0) return requiredMissing(snapshot, evidence.missing, age);
  const said = evidence.checks.filter(({ outcome }) => outcome !== 'skipped');
  if (evidence.requiredKnown) return undefined;
  if (said.length === 0) {
    return age.pastNoChecks
      ? { verdict: 'no_checks', because: 'every check was skipped' }
      : { verdict: 'pending', because: 'every check so far was skipped' };
  }
  return expectedMissing(snapshot, evidence, age);
}

function requiredMissing(snapshot: CiSnapshot, absent: readonly string[], age: Age): Judgement {
  const which = `required ${names(absent.map((name) => ({ name })))}`;
  const reason = age.pastNoChecks ? whyMissing(snapshot, absent) : undefined;
  if (reason?.blocks === true) {
    const because = reason === CONFLICT ? reason.because : `${which} will not report: ${reason.because}`;
    return { verdict: 'action_required', because };
  }
  return age.pastDeadline
    ? { verdict: 'timed_out', because: `${which} never reported` }
    : { verdict: 'pending', because: `${which} has not reported yet` };
}

const LAG_FACTOR = 2;

/**
 * Without rules, what ran on the base branch is expected here too, for as long as it could still come. Then the verdict
 * rests on what did report, and names what did not: a workflow may belong to the base branch alone.
 */
function expectedMissing(snapshot: CiSnapshot, { onlyOnBase }: Evidence, age: Age): Judgement | undefined {
  if (onlyOnBase.length === 0) return undefined;
  const lagMs = Math.max(...onlyOnBase.map((seen) => seen.lagMs)) * LAG_FACTOR;
  const untilMs = Math.min(Math.max(age.noChecksAfterMs, lagMs), age.deadline.ms);
  if (age.ms < untilMs)
    return { verdict: 'pending', because: `${names(onlyOnBase)} ran on the base branch and not here yet` };
  // Pull-request workflows cannot have run: what passed is not what usually judges.
  return snapshot.mergeState === 'conflict'
    ? { verdict: 'action_required', because: CONFLICT.because }
    : undefined;
}
