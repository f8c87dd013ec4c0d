// What follows when a commit has been judged for good, by CI and by a proof where one is wanted: it is green, or the next attempt.
import { approvalsNeeded } from '../approval.ts';
import type { Sha } from '../ids.ts';
import { judgedBefore, relationAt, startOf } from '../progress/attempts.ts';
import { differenceBetween } from '../progress/difference.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { evaluateStopRules, trippedRule } from '../stop-rules.ts';
import type { ArtifactLink, Attempt, Progress } from '../task/attempt.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { oursOf } from '../triage/triage.ts';
import { beginMerge } from './merge.ts';
import { artifactsWith, changed, type Outcome, withAttempt } from './outcome.ts';
import { blocked } from './rest.ts';
import { queueAttempt } from './start.ts';

export function judgedGreen(task: Task, no: number, headSha: Sha, atMs: number): Outcome {
  const green = { ...task, attempts: withAttempt(task, no, { failures: [] }) };
  const attempts = withAttempt(task, no, { failures: [], progress: progressOf(green, no) });
  const { merge, risk } = task.policy;
  const isAutomatic = merge === 'auto' && risk === 'low' && approvalsNeeded(task) === 1;
  if (isAutomatic) return beginMerge(task, headSha, null, atMs, 'ci_green_merged_by_policy', { attempts });
  return changed('ci_green', { attempts, state: { name: 'green', headSha, atMs } });
}

type Failed = { readonly failures: readonly FailureNote[]; readonly artifacts: readonly ArtifactLink[] };

/** The attempt is spent: a stop rule ends the round, or the next one begins from this commit. */
export function judgedRed(task: Task, no: number, headSha: Sha, failed: Failed, atMs: number): Outcome {
  const artifacts = artifactsWith(attemptNo(task, no), failed.artifacts);
  const judged = { ...task, attempts: withAttempt(task, no, { failures: failed.failures, artifacts }) };
  const known = {
    ...task,
    attempts: withAttempt(judged, no, { progress: progressOf(judged, no) }),
  };
  const stopRules = evaluateStopRules(known, atMs);
  const attempts = withAttempt(known, no, { stopRules });
  const rule = trippedRule(stopRules);
  if (rule)
    return changed('stopped_by_rule', { attempts, state: blocked(task, rule, atMs) }, [], { detail: rule });
  const next = goOn({ ...task, attempts }, no, headSha, atMs);
  if (next.kind === 'ignored') return next;
  const reply = {
    type: 'post_reply' as const,
    key: `${task.id}-attempt-${no}`,
    reply: { kind: 'attempt_finished' as const, attempt: no },
  };
  return { ...next, effects: [reply, ...next.effects] };
}

/** From this commit; or, where it made things worse, from the best one before it: going on from a wreck mends the wreck. */
function goOn(task: Task, no: number, headSha: Sha, atMs: number): Outcome {
  const changes = { attempts: task.attempts };
  const isWorse = attemptNo(task, no)?.progress?.relation === 'worse';
  const fromSha = isWorse ? (startOf({ ...task, headSha }).fromSha ?? headSha) : headSha;
  const code = fromSha === headSha ? 'next_attempt' : 'back_to_the_best';
  return queueAttempt(task, fromSha, atMs, code, changes, headSha);
}

/** Against the attempt whose work it went on from. */
function progressOf(task: Task, no: number): Progress {
  const relation = relationAt(task, no);
  return {
    ...(relation === undefined ? {} : { relation }),
    ...differenceBetween(ownOf(judgedBefore(task, no)), ownOf(attemptNo(task, no))),
  };
}

const ownOf = (attempt: Attempt | undefined): readonly FailureNote[] =>
  oursOf(attempt?.failures ?? [], attempt?.triage);
