// The same commit before the same judge again: nobody pays for an attempt where something else than the change may be at fault.
import type { CiReport } from '../ci/report.ts';
import { runsToRunAgain } from '../ci/rerun.ts';
import { attemptNo, type Task } from '../task.ts';
import { mayRerun, type RerunKind } from '../triage/reruns.ts';
import type { CiRun } from '../triage/seen-before.ts';
import { deadlineAt } from './again.ts';
import { changed, type Outcome, withAttempt, withoutTimer, withTimer } from './outcome.ts';

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
  const { pollMs } = task.policy.ci;
  const reruns = state.reruns + 1;
  const polled = withTimer(withoutTimer(task.timers, 'ci_settle'), 'ci_poll', atMs + pollMs);
  return changed(
    'ci_rerun',
    {
      attempts: withAttempt(task, attempt.no, {
        reruns: [...(attempt.reruns ?? []), { ...why, atMs }].slice(-MAX_RERUNS_KEPT),
      }),
      // The forge may show the old result for a moment: it is no answer to the new question.
      state: { ...state, stage: { name: 'waiting', not: report.digest }, reruns, sinceMs: atMs },
      timers: withTimer(polled, 'ci_deadline', deadlineAt(task, atMs)),
    },
    [{ type: 'rerun_ci', headSha: state.headSha, time: reruns }],
    { detail: `${why.kind}: ${why.because}` },
  );
}
