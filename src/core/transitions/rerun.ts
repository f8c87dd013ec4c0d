// The same commit before the same judge again: nobody pays for an attempt where something else than the change may be at fault.
import { pollEveryMs } from '../ci/api-budget.ts';
import { isOutOfMinutes } from '../ci/minutes.ts';
import type { CiReport } from '../ci/report.ts';
import { runsToRunAgain } from '../ci/rerun.ts';
import type { EffectWish } from '../effects.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { mayRerun, pauseBefore, type RerunKind } from '../triage/reruns.ts';
import type { CiRun } from '../triage/seen-before.ts';
import { deadlineAt } from './again.ts';
import { type Changes, changed, type Outcome, withAttempt, withoutTimer, withTimer } from './outcome.ts';

type Awaiting = Extract<Task['state'], { name: 'awaiting_ci' }>;
type Why = CiRun & { readonly kind: RerunKind; readonly because: string };

/** More come about only by decisions of people. */
const MAX_RERUNS_KEPT = 8;

/** Undefined where the allowance is used up, or no run of the forge's can be run again. */
export function runAgain(
  task: Task,
  state: Awaiting,
  report: CiReport,
  why: Why,
  atMs: number,
): Outcome | undefined {
  const attempt = attemptNo(task, state.attempt);
  if (attempt === undefined || runsToRunAgain(report).length === 0 || !mayRerun(task, attempt, why.kind))
    return undefined;
  const reruns = [...(attempt.reruns ?? []), { ...why, atMs }].slice(-MAX_RERUNS_KEPT);
  const known = { ...task, attempts: withAttempt(task, attempt.no, { reruns }) };
  const next = { ...state, reruns: state.reruns + 1 };
  const pauseMs = pauseBefore(why.kind, attempt, task.policy);
  const { changes, effects } =
    pauseMs > 0
      ? { changes: backOff(known, next, report.digest, atMs + pauseMs, atMs), effects: [] }
      : startAgain(known, next, report.digest, atMs);
  return changed('ci_rerun', { attempts: known.attempts, ...changes }, effects, {
    detail: `${why.kind}: ${why.because}`,
  });
}

/** Why there is no rerun, where that is not told by how often there were some. */
export const notAgain = (task: Task, because: string): string =>
  isOutOfMinutes(task) ? `${because}; not run again, since max_ci_minutes is used up` : because;

/** CI is asked meanwhile as before: somebody may run it again by hand. */
function backOff(task: Task, state: Awaiting, not: string, untilMs: number, atMs: number): Changes {
  return {
    state: { ...state, stage: { name: 'backing_off', not, untilMs }, sinceMs: atMs },
    timers: withTimer(timersAnew(task, untilMs, atMs), 'ci_rerun', untilMs),
  };
}

/** The pause is over. */
export function backedOff(task: Task, state: Awaiting, atMs: number): Outcome {
  const not = state.stage.name === 'backing_off' ? state.stage.not : '';
  const { changes, effects } = startAgain(task, state, not, atMs);
  return changed('ci_rerun_now', changes, effects);
}

/** The forge may show the old result for a moment: it is no answer to the new question. */
function startAgain(
  task: Task,
  state: Awaiting,
  not: string,
  atMs: number,
): { readonly changes: Changes; readonly effects: readonly EffectWish[] } {
  return {
    changes: {
      state: { ...state, stage: { name: 'waiting', not }, sinceMs: atMs },
      timers: timersAnew(task, atMs, atMs),
    },
    effects: [{ type: 'rerun_ci', headSha: state.headSha, time: state.reruns }],
  };
}

function timersAnew(task: Task, waitsFromMs: number, atMs: number): Task['timers'] {
  const polled = withTimer(withoutTimer(task.timers, 'ci_settle'), 'ci_poll', atMs + pollEveryMs(task));
  return withTimer(withoutTimer(polled, 'ci_rerun'), 'ci_deadline', deadlineAt(task, waitsFromMs));
}
