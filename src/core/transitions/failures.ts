// An effect was given up. What cannot go on without it is handed to a person; what can, goes on.
import type { EventOf } from '../events.ts';
import type { Task } from '../task/task.ts';
import { callFailed } from './escalate.ts';
import { type Changes, changed, ignored, type Outcome, stopRunning, withAttempt } from './outcome.ts';
import { probeFailed } from './probe.ts';
import { needsHuman } from './rest.ts';
import { notTold } from './untold.ts';

export function effectFailed(task: Task, event: EventOf<'effect_failed'>): Outcome {
  const { state } = task;
  switch (event.effect) {
    case 'show_card':
      return state.name === 'requested' && task.card === null
        ? handOver(task, event)
        : notTold(task, { card: true }, event.atMs, event.problem.code);
    case 'post_reply':
      return event.reply === undefined
        ? ignored('nothing_waits_for_it')
        : notTold(task, { reply: event.reply }, event.atMs, event.problem.code);
    case 'prepare':
      return state.name === 'requested' ? handOver(task, event) : ignored('stale_failure');
    case 'run_attempt': {
      const isCurrent =
        (state.name === 'queued' || state.name === 'working') && state.attempt === event.attempt;
      if (!isCurrent) return ignored('stale_failure');
      const endedAtMs = event.atMs;
      return handOver(task, event, {
        attempts: withAttempt(task, state.attempt, { outcome: 'could_not_run', endedAtMs }),
      });
    }
    case 'publish_attempt':
    case 'bring_base':
      return state.name === 'publishing' && state.attempt === event.attempt
        ? handOver(task, event)
        : ignored('stale_failure');
    case 'read_ci':
      return readFailed(task, event);
    case 'collect_failures':
    case 'rerun_ci':
      return state.name === 'awaiting_ci' && state.headSha === event.headSha
        ? handOver(task, event)
        : ignored('stale_failure');
    case 'mark_ready':
    case 'merge':
      return state.name === 'approved' && state.headSha === event.headSha
        ? handOver(task, event)
        : ignored('stale_failure');
    case 'prove': {
      const isOpen =
        state.name === 'proving' &&
        state.attempt === event.attempt &&
        event.run !== undefined &&
        state.open.includes(event.run);
      return isOpen ? handOver(task, event) : ignored('stale_failure');
    }
    case 'page':
      return event.page === undefined
        ? ignored('nothing_waits_for_it')
        : callFailed(task, event.page.no, event.page.call, event.problem.code);
    case 'look_out':
      return ignored('asked_again_later');
    case 'probe':
      return probeFailed(task, event);
    case 'retract_reply':
    case 'forget_sessions':
    case 'stop_probe':
    case 'remember_flips':
    case 'show_approval':
    case 'tell_proof':
    case 'tell_packet':
    case 'stop_proof':
    case 'stop_attempt':
      return ignored('nothing_waits_for_it');
  }
}

/** Polling goes on through outages; what no waiting cures is handed over. */
function readFailed(task: Task, event: EventOf<'effect_failed'>): Outcome {
  const isAwaited = task.state.name === 'awaiting_ci' && task.state.headSha === event.headSha;
  const isFinal = event.problem.code === 'permission_missing' || event.problem.code === 'repository_missing';
  return isAwaited && isFinal ? handOver(task, event) : ignored('asked_again_later');
}

function handOver(task: Task, event: EventOf<'effect_failed'>, changes: Changes = {}): Outcome {
  const { code, detail } = event.problem;
  const isOtherHead = code === 'branch_moved' || code === 'head_moved';
  const reason = isOtherHead
    ? { code: 'human_pushed' as const, detail }
    : { code, detail, failed: event.effect };
  // An agent that could not be run has nothing left to stop.
  const stop = task.state.name === 'working' ? [] : stopRunning(task.state);
  return changed(
    `${event.effect}_failed`,
    { ...changes, state: needsHuman(task, reason, event.atMs) },
    stop,
    { detail: code },
  );
}
