// What follows when a commit has been judged for good, by CI and by a proof where one is wanted: it is green, or the next attempt.
import type { Sha } from '../ids.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { evaluateStopRules, fingerprintsOf, trippedRule } from '../stop-rules.ts';
import { type ArtifactLink, attemptNo, type Progress, type Task } from '../task.ts';
import { oursOf } from '../triage/triage.ts';
import { beginMerge } from './merge.ts';
import { changed, type Outcome, withAttempt } from './outcome.ts';
import { blocked } from './rest.ts';
import { queueAttempt } from './start.ts';

export function judgedGreen(task: Task, no: number, headSha: Sha, atMs: number): Outcome {
  const attempts = withAttempt(task, no, { failures: [], progress: progressOf(task, no, []) });
  const isAutomatic = task.policy.merge === 'auto' && task.policy.risk === 'low';
  if (isAutomatic) return beginMerge(task, headSha, null, atMs, 'ci_green_merged_by_policy', { attempts });
  return changed('ci_green', { attempts, state: { name: 'green', headSha, atMs } });
}

type Failed = { readonly failures: readonly FailureNote[]; readonly artifacts: readonly ArtifactLink[] };

/** The attempt is spent: a stop rule ends the round, or the next one begins from this commit. */
export function judgedRed(task: Task, no: number, headSha: Sha, failed: Failed, atMs: number): Outcome {
  const ours = oursOf(failed.failures, attemptNo(task, no)?.triage);
  const fingerprints = [...new Set(ours.map((failure) => failure.fingerprint.fine))];
  const artifacts = [...(attemptNo(task, no)?.artifacts ?? []), ...failed.artifacts];
  const progress = progressOf(task, no, fingerprints);
  const known = {
    ...task,
    attempts: withAttempt(task, no, { failures: failed.failures, artifacts, progress }),
  };
  const stopRules = evaluateStopRules(known, atMs);
  const attempts = withAttempt(known, no, { stopRules });
  const rule = trippedRule(stopRules);
  if (rule)
    return changed('stopped_by_rule', { attempts, state: blocked(task, rule, atMs) }, [], { detail: rule });
  const next = queueAttempt({ ...task, attempts }, headSha, atMs, 'next_attempt', { attempts });
  if (next.kind === 'ignored') return next;
  const reply = {
    type: 'post_reply' as const,
    key: `${task.id}-attempt-${no}`,
    reply: { kind: 'attempt_finished' as const, attempt: no },
  };
  return { ...next, effects: [reply, ...next.effects] };
}

/** Against the newest earlier attempt that was judged. */
function progressOf(task: Task, no: number, now: readonly string[]): Progress {
  const before = fingerprintsOf(
    task.attempts.findLast((attempt) => attempt.no < no && attempt.failures !== undefined),
  );
  return {
    added: now.filter((fingerprint) => !before.includes(fingerprint)),
    persisting: now.filter((fingerprint) => before.includes(fingerprint)),
    fixed: before.filter((fingerprint) => !now.includes(fingerprint)),
  };
}
