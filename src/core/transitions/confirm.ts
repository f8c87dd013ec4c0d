// The part of a proof that CI makes: a green commit before the same judge again, as a whole, as often as policy says.

import { pollEveryMs } from '../ci/api-budget.ts';
import { isOutOfMinutes, minutesOfRound } from '../ci/minutes.ts';
import type { CiReport } from '../ci/report.ts';
import { runsThatPassed } from '../ci/rerun.ts';
import type { Sha } from '../ids.ts';
import type { CiConfirmed } from '../proof/proof.ts';
import type { Attempt } from '../task/attempt.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { deadlineAt } from './again.ts';
import { judgedGreen } from './judged.ts';
import { changed, type Outcome, withAttempt, withEffects, withoutTimer, withTimer } from './outcome.ts';
import { blocked, needsHuman, tripped } from './rest.ts';

/** All that had to be shown in the sandbox is shown: green, or CI once more. */
export function confirmedOrAgain(task: Task, no: number, headSha: Sha, atMs: number): Outcome {
  const wanted = task.proof === undefined || task.proof.ciCouldNotRun ? 0 : (task.policy.prove.ciReruns ?? 0);
  const { asked = 0, passed = 0 } = confirmedAt(attemptNo(task, no), headSha) ?? {};
  if (passed >= wanted) return provedGreen(task, no, headSha, atMs);
  const report = attemptNo(task, no)?.ci;
  if (runsThatPassed(report).length === 0) {
    const reason = { code: 'proof_no_ci_runs' as const, detail: '' };
    return changed('proof_no_ci_runs', {
      attempts: task.attempts,
      state: needsHuman(task, reason, atMs),
    });
  }
  if (isOutOfMinutes(task)) return outOfMinutes(task, no, atMs);
  const confirmed: CiConfirmed = { sha: headSha, wanted, asked: asked + 1, passed };
  return changed(
    'ci_green_run_again',
    {
      attempts: withAttempt(task, no, { confirmed }),
      state: {
        name: 'awaiting_ci',
        attempt: no,
        headSha,
        sinceMs: atMs,
        stage: { name: 'waiting', old: jobsOf(report), ...(report ? { not: report.digest } : {}) },
        reruns: 0,
      },
      timers: withTimer(
        withTimer(withoutTimer(task.timers, 'ci_settle'), 'ci_poll', atMs + pollEveryMs(task)),
        'ci_deadline',
        deadlineAt(task, atMs),
      ),
    },
    [{ type: 'rerun_ci', headSha, time: confirmed.asked, all: true }],
  );
}

function outOfMinutes(task: Task, no: number, atMs: number): Outcome {
  const rule = tripped('max_ci_minutes', `${minutesOfRound(task)} CI min`);
  return changed(
    'stopped_by_rule',
    {
      attempts: withAttempt(task, no, { stopRules: [rule] }),
      state: blocked(task, 'max_ci_minutes', atMs),
    },
    [],
    { detail: 'max_ci_minutes' },
  );
}

/** A green that answers a rerun counts once. */
export function countConfirmed(task: Task, no: number, headSha: Sha): Task {
  const confirmed = confirmedAt(attemptNo(task, no), headSha);
  if (confirmed === undefined || confirmed.passed >= confirmed.asked) return task;
  return {
    ...task,
    attempts: withAttempt(task, no, { confirmed: { ...confirmed, passed: confirmed.asked } }),
  };
}

export const confirmedAt = (attempt: Attempt | undefined, headSha: Sha): CiConfirmed | undefined =>
  attempt?.confirmed?.sha === headSha ? attempt.confirmed : undefined;

/** Jobs whose result a rerun replaces: as long as one of them is shown, the forge shows what was before. */
function jobsOf(report: CiReport | undefined): readonly number[] {
  const runs = new Set(runsThatPassed(report));
  return (report?.checks ?? []).flatMap(({ jobId, runId }) =>
    jobId !== null && runId !== null && runs.has(runId) ? [jobId] : [],
  );
}

/** Green, and said on the pull request where something was proved. */
function provedGreen(task: Task, no: number, headSha: Sha, atMs: number): Outcome {
  const outcome = judgedGreen(task, no, headSha, atMs);
  const { proof, confirmed } = attemptNo(task, no) ?? {};
  const isProved = proof?.sha === headSha && proof.endedAtMs !== undefined;
  const isConfirmed = confirmed?.sha === headSha && confirmed.passed > 0;
  return isProved || isConfirmed
    ? withEffects(outcome, [{ type: 'tell_proof', attempt: no, headSha }])
    : outcome;
}
