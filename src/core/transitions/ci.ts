// CI as the judge of one commit: wait, let it settle, collect what failed, decide what follows.
import { overBudget, pollEveryMs } from '../ci/api-budget.ts';
import type { CiReport, Verdict } from '../ci/report.ts';
import type { EventOf } from '../events.ts';
import type { Sha } from '../ids.ts';
import { isJudging, type NeedsHumanCode } from '../task/state.ts';
import { attemptNo, MAX_EARLY_REPORTS, type Task } from '../task/task.ts';
import { deadlineAt } from './again.ts';
import { countConfirmed } from './confirm.ts';
import {
  type Changes,
  changed,
  ignored,
  type Outcome,
  withAttempt,
  withoutTimer,
  withTimer,
} from './outcome.ts';
import { ciSaysGreen } from './prove.ts';
import { notAgain, runAgain } from './rerun.ts';
import { needsHuman } from './rest.ts';
import { rememberFlips, triagedRed } from './triaged.ts';

type Awaiting = Extract<Task['state'], { name: 'awaiting_ci' }>;

/** The commit is on the forge: ask now, then keep asking. A result that came early is not swallowed. */
export function awaitCi(task: Task, attempt: number, headSha: Sha, atMs: number, changes: Changes): Outcome {
  const state: Awaiting = {
    name: 'awaiting_ci',
    attempt,
    headSha,
    sinceMs: atMs,
    stage: { name: 'waiting' },
    reruns: 0,
  };
  const timers = withTimer(
    withTimer(task.timers, 'ci_poll', atMs + pollEveryMs(task)),
    'ci_deadline',
    deadlineAt(task, atMs),
  );
  const early = task.earlyReports.findLast((report) => report.headSha === headSha);
  const waiting = {
    ...changes,
    timers,
    state,
    earlyReports: task.earlyReports.filter((report) => report.headSha !== headSha),
  };
  const step = changed('published', waiting, [{ type: 'read_ci', headSha }]);
  if (!early || step.kind === 'ignored') return step;
  const judged = observe({ ...task, ...waiting }, state, early, atMs);
  if (judged.kind === 'ignored') return step;
  return changed(`published_${judged.code}`, { ...waiting, ...judged.changes }, [
    ...step.effects,
    ...judged.effects,
  ]);
}

export function ciObserved(task: Task, event: EventOf<'ci_observed'>): Outcome {
  const { report, atMs } = event;
  const { state } = task;
  if (state.name === 'awaiting_ci' && state.headSha === report.headSha)
    return observe(task, state, report, atMs);
  if (state.name === 'approved' && state.step === 'marking_ready' && state.headSha === report.headSha)
    return lookAgain(task, report, atMs);
  const isOfAnAttempt = task.attempts.some((attempt) => attempt.headSha === report.headSha);
  const isComing = state.name === 'publishing' && task.headSha === report.headSha;
  if (isOfAnAttempt && !isComing) return ignored('late_ci_result');
  const isRunning = state.name === 'queued' || state.name === 'working' || state.name === 'publishing';
  if (!isRunning) return ignored('ci_of_unknown_commit');
  const earlyReports = [
    ...task.earlyReports.filter((early) => early.headSha !== report.headSha),
    report,
  ].slice(-MAX_EARLY_REPORTS);
  return changed('early_ci_result_kept', { earlyReports }, [], { quiet: true });
}

/** A green may be hours old when somebody approves it: a check that ran again, or came late, takes the approval back. */
function lookAgain(task: Task, report: CiReport, atMs: number): Outcome {
  const attempt = task.attempts.findLast(({ headSha }) => headSha === report.headSha);
  // A commit of somebody else's stops the merge itself, which expects ours.
  const isGood = report.verdict === 'green' || report.verdict === 'superseded';
  if (isGood || attempt === undefined) return ignored('ci_is_as_approved');
  const next = awaitCi(task, attempt.no, report.headSha, atMs, {
    attempts: withAttempt(task, attempt.no, { ci: report }),
  });
  return { ...next, code: 'green_no_more' };
}

export function ciHinted(task: Task, event: EventOf<'ci_hinted'>): Outcome {
  const { state } = task;
  const isAwaited =
    state.name === 'awaiting_ci' && state.headSha === event.headSha && !isJudging(state.stage);
  if (!isAwaited) return ignored('hint_for_another_commit');
  if (overBudget(task) !== undefined) return lookSoon(task, event.atMs);
  return changed('ci_hinted', {}, [{ type: 'read_ci', headSha: event.headSha }], { quiet: true });
}

/** Beyond its budget a task takes many hints for one: they move the next look forward, and do not add looks. */
function lookSoon(task: Task, atMs: number): Outcome {
  const soonMs = atMs + task.policy.ci.pollMs;
  if ((task.timers.ci_poll ?? 0) <= soonMs) return ignored('looks_soon_anyway');
  return changed('looks_soon', { timers: withTimer(task.timers, 'ci_poll', soonMs) }, [], { quiet: true });
}

/** These waited long enough by their own definition; every other end must last through the settle window first. */
const NEEDS_NO_SETTLING: ReadonlySet<Verdict> = new Set(['superseded', 'no_checks', 'timed_out']);

function observe(task: Task, state: Awaiting, report: CiReport, atMs: number): Outcome {
  if (isJudging(state.stage)) return ignored('already_judged');
  if (isOldResult(state, report)) return ignored('not_run_again_yet');
  const attempts = withAttempt(task, state.attempt, { ci: report });
  const isUnchanged = attemptNo(task, state.attempt)?.ci?.digest === report.digest;
  if (report.verdict === 'pending') {
    if (isUnchanged && state.stage.name === 'waiting') return ignored('ci_still_pending');
    return changed('ci_pending', {
      attempts,
      state: { ...state, stage: state.stage.name === 'waiting' ? state.stage : { name: 'waiting' } },
      timers: withoutTimer(task.timers, 'ci_settle'),
    });
  }
  const { settleMs } = task.policy.ci;
  if (NEEDS_NO_SETTLING.has(report.verdict) || settleMs === 0) return conclude(task, state, report, atMs);
  const isSettling = state.stage.name === 'settling' && state.stage.digest === report.digest;
  if (!isSettling) {
    const stage = { name: 'settling' as const, digest: report.digest, sinceMs: atMs };
    return changed('ci_settling', {
      attempts,
      state: { ...state, stage },
      timers: withTimer(task.timers, 'ci_settle', atMs + settleMs),
    });
  }
  const hasLasted = state.stage.name === 'settling' && atMs - state.stage.sinceMs >= settleMs;
  return hasLasted ? conclude(task, state, report, atMs) : ignored('ci_still_settling');
}

/** What was there before the commit was given to CI again, and may still be shown for a moment. */
function isOldResult({ stage }: Awaiting, { verdict, digest, checks }: CiReport): boolean {
  if (stage.name === 'backing_off') return stage.not === digest;
  if (stage.name !== 'waiting' || verdict === 'superseded' || verdict === 'timed_out') return false;
  return stage.not === digest || checks.some(({ jobId }) => jobId !== null && stage.old?.includes(jobId));
}

const HANDED_OVER: Partial<Record<Verdict, NeedsHumanCode>> = {
  superseded: 'human_pushed',
  cancelled: 'ci_cancelled',
  timed_out: 'ci_timed_out',
  no_checks: 'ci_no_checks',
  action_required: 'ci_action_required',
  unknown: 'ci_unknown',
};

function conclude(task: Task, state: Awaiting, report: CiReport, atMs: number): Outcome {
  const attempts = withAttempt(task, state.attempt, { ci: report });
  if (report.verdict === 'green') return concludeGreen({ ...task, attempts }, state, atMs);
  if (report.verdict === 'red') {
    const collecting: Awaiting = { ...state, stage: { name: 'collecting' } };
    return changed(
      'ci_red',
      { attempts, state: collecting, timers: withoutTimer(task.timers, 'ci_settle') },
      [{ type: 'collect_failures', headSha: report.headSha }],
    );
  }
  if (report.verdict === 'infra') return concludeInfra({ ...task, attempts }, state, report, atMs);
  const code = HANDED_OVER[report.verdict] ?? 'ci_unknown';
  return changed(`ci_${report.verdict}`, {
    attempts,
    state: needsHuman(task, { code, detail: report.because }, atMs),
  });
}

/** What failed in an earlier run of this commit has passed in this one. */
function concludeGreen(task: Task, state: Awaiting, atMs: number): Outcome {
  const failed = attemptNo(task, state.attempt)?.reruns?.flatMap(({ failures }) => failures) ?? [];
  const known = countConfirmed(withoutTriage(task, state.attempt), state.attempt, state.headSha);
  const next = ciSaysGreen(known, state.attempt, state.headSha, atMs);
  if (next.kind === 'ignored') return next;
  return { ...next, effects: [...next.effects, ...rememberFlips(state.headSha, failed)] };
}

/** It was of a run that is no longer the last. */
const withoutTriage = (task: Task, no: number): Task => ({
  ...task,
  attempts: task.attempts.map((attempt) => {
    const { triage: _, ...rest } = attempt;
    return attempt.no === no ? rest : attempt;
  }),
});

/** Infrastructure has an allowance of its own and spends no attempt. */
function concludeInfra(task: Task, state: Awaiting, report: CiReport, atMs: number): Outcome {
  const why = { kind: 'infra' as const, because: report.because, failures: [], whole: [] };
  return (
    runAgain(task, state, report, why, atMs) ??
    changed('ci_infra', {
      attempts: task.attempts,
      state: needsHuman(task, { code: 'ci_infrastructure', detail: notAgain(task, report.because) }, atMs),
    })
  );
}

export function failuresCollected(task: Task, event: EventOf<'failures_collected'>): Outcome {
  const { state } = task;
  const isAwaited =
    state.name === 'awaiting_ci' && state.headSha === event.headSha && state.stage.name === 'collecting';
  if (!isAwaited) return ignored('late_ci_result');
  const { id: _, atMs, type: __, headSha: ___, ...collected } = event;
  return triagedRed(task, state, collected, atMs);
}
