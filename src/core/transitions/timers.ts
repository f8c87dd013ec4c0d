// What the clock says: CI is asked again, windows end, limits are reached.
import { pollPauseMs } from '../ci/api-budget.ts';
import type { EventOf } from '../events.ts';
import { isJudging } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { approvalExpired } from './approval-expired.ts';
import { escalationDue } from './escalate.ts';
import { quietEnded } from './mute.ts';
import { changed, ignored, type Outcome, withoutTimer, withTimer } from './outcome.ts';
import { proofTimeOver } from './prove.ts';
import { backedOff } from './rerun.ts';
import { needsHuman } from './rest.ts';
import { tellAgain } from './untold.ts';

export function timerFired(task: Task, event: EventOf<'timer_fired'>): Outcome {
  const isCurrent = task.timers[event.name] === event.dueAtMs;
  if (!isCurrent) return ignored('stale_timer');
  if (event.name === 'tell_again') return tellAgain(task, 'told_again', event.atMs);
  const timers = withoutTimer(task.timers, event.name);
  if (event.name === 'quiet_end') return quietEnded({ ...task, timers }, event.atMs);
  if (event.name === 'look_out')
    return changed('looked_out', { timers }, [{ type: 'look_out' }], { quiet: true });
  if (event.name === 'escalation') return escalationDue({ ...task, timers }, event.atMs);
  if (event.name === 'approval_expiry') return approvalExpired({ ...task, timers }, event.atMs);
  if (event.name === 'max_runtime') return runtimeReached({ ...task, timers });
  const { state } = task;
  if (event.name === 'proof_deadline')
    return state.name === 'proving'
      ? proofTimeOver({ ...task, timers }, state, event.atMs)
      : changed('timer_spent', { timers }, [], { quiet: true });
  const isWaiting = state.name === 'awaiting_ci' && !isJudging(state.stage);
  if (!isWaiting) return changed('timer_spent', { timers }, [], { quiet: true });
  switch (event.name) {
    case 'ci_poll':
      return changed(
        'ci_polled',
        { timers: withTimer(timers, 'ci_poll', event.atMs + pollPauseMs(task, event.atMs)) },
        [{ type: 'read_ci', headSha: state.headSha }],
        { quiet: true },
      );
    case 'ci_rerun':
      return state.stage.name === 'backing_off'
        ? backedOff({ ...task, timers }, state, event.atMs)
        : changed('timer_spent', { timers }, [], { quiet: true });
    case 'ci_settle':
      return changed('ci_settled', { timers }, [{ type: 'read_ci', headSha: state.headSha }], {
        quiet: true,
      });
    case 'ci_deadline':
      return changed('ci_deadline', {
        timers,
        state: needsHuman(task, { code: 'ci_timed_out', detail: '' }, event.atMs),
      });
  }
}

/** In CI nothing is spent by waiting on: the rule is evaluated again before another attempt. */
function runtimeReached(task: Task): Outcome {
  const { state, timers } = task;
  switch (state.name) {
    case 'working':
      return changed('stopping_at_limit', { timers, state: { ...state, stopping: 'max_runtime' } }, [
        { type: 'stop_attempt', attempt: state.attempt, collect: true },
      ]);
    case 'publishing':
      return changed('stopping_at_limit', { timers, state: { ...state, stopAfter: 'max_runtime' } }, [], {
        quiet: true,
      });
    default:
      return changed('timer_spent', { timers }, [], { quiet: true });
  }
}
