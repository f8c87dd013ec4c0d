// What people decide in the chat: approve, retry, abort. A decision that comes second changes nothing and is told who was first.
import type { EventOf } from '../events.ts';
import type { Sha } from '../ids.ts';
import { commitToJudgeAgain } from '../judge-again.ts';
import type { Actor, Person } from '../people.ts';
import { mayAct } from '../permissions.ts';
import { type Attempt, type Decision, isClosed, type Round, type Task } from '../task.ts';
import { awaitCi } from './ci.ts';
import { beginMerge } from './merge.ts';
import { type Changes, changed, ignored, type Outcome, stopRunning } from './outcome.ts';
import { queueAttempt } from './start.ts';

type Decided = EventOf<'approve'> | EventOf<'retry'> | EventOf<'abort'>;

/** Codes of refusals start with `refused_`: core/messages has a sentence for each. */
export function decide(task: Task, event: Decided): Outcome {
  const permission = mayAct(event.type, event.actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  const isStale = event.revision !== null && event.revision !== task.revision;
  if (isStale) return ignored('refused_stale');
  switch (event.type) {
    case 'approve':
      return approve(task, event);
    case 'retry':
      return retry(task, event);
    case 'abort':
      return abort(task, event);
  }
}

function approve(task: Task, event: EventOf<'approve'>): Outcome {
  const { state } = task;
  if (state.name !== 'green') return ignored('refused_not_green');
  const isOtherCommit = event.headSha !== null && event.headSha !== state.headSha;
  if (isOtherCommit) return ignored('refused_other_commit');
  const by = personOf(event.actor);
  const decisions = [
    ...task.decisions,
    { action: 'approve' as const, by, atMs: event.atMs, headSha: state.headSha },
  ];
  return beginMerge(task, state.headSha, by, event.atMs, 'approved', { decisions });
}

function retry(task: Task, event: EventOf<'retry'>): Outcome {
  const { state } = task;
  const mayRetry =
    state.name === 'green' ||
    state.name === 'blocked' ||
    state.name === 'needs_human' ||
    state.name === 'aborted';
  if (!mayRetry) return ignored(isClosed(task) ? 'refused_closed' : 'refused_still_running');
  const by = personOf(event.actor);
  const hint = event.hint === null ? {} : { hint: event.hint };
  const decision: Decision = { action: 'retry', by, atMs: event.atMs, ...hint };
  const decisions = [...task.decisions, decision];
  const undecided = event.hint === null ? commitToJudgeAgain(task) : undefined;
  if (undecided) return judgeAgain(task, undecided, event.atMs, { decisions });
  const round = {
    no: task.rounds.length + 1,
    openedAtMs: event.atMs,
    openedBy: by,
    ...hint,
    ...answered(task),
  };
  const rounds = [...task.rounds, round];
  const reply = {
    type: 'post_reply' as const,
    key: `${task.id}-round-${rounds.length}`,
    reply: { kind: 'retried' as const },
  };
  if (task.baseSha === null) {
    const wish = task.card === null ? ({ type: 'show_card' } as const) : ({ type: 'prepare' } as const);
    return changed(
      'retried',
      { decisions, rounds, state: { name: 'requested' } },
      task.card === null ? [wish] : [reply, wish],
    );
  }
  const next = queueAttempt(task, task.headSha ?? task.baseSha, event.atMs, 'retried', { decisions, rounds });
  return next.kind === 'ignored' ? next : { ...next, effects: [reply, ...next.effects] };
}

/** The same commit before the same judge; what the forge itself ended is run again first. */
function judgeAgain(task: Task, attempt: Attempt, atMs: number, changes: Changes): Outcome {
  const headSha = attempt.headSha as Sha;
  const next = awaitCi(task, attempt.no, headSha, atMs, changes);
  if (next.kind === 'ignored') return next;
  const verdict = attempt.ci?.verdict;
  const wasEnded = verdict === 'cancelled' || verdict === 'timed_out' || verdict === 'infra';
  const rerun = { type: 'rerun_ci' as const, headSha, time: task.decisions.length + 1 };
  return { ...next, code: 'judged_again', effects: wasEnded ? [rerun, ...next.effects] : next.effects };
}

function abort(task: Task, event: EventOf<'abort'>): Outcome {
  const { state } = task;
  if (isClosed(task)) return ignored('refused_closed');
  if (state.name === 'aborted') return ignored('refused_already_aborted');
  if (state.name === 'approved') return ignored('refused_merging');
  const by = personOf(event.actor);
  const decisions = [...task.decisions, { action: 'abort' as const, by, atMs: event.atMs }];
  return changed(
    'aborted',
    { decisions, state: { name: 'aborted', by, atMs: event.atMs } },
    stopRunning(state),
  );
}

/** A hint alone makes no sense to an agent that does not know what was asked. */
function answered({ state }: Task): Pick<Round, 'answers'> {
  const isWords =
    state.name === 'needs_human' &&
    (state.reason.code === 'agent_asked' || state.reason.code === 'changes_requested');
  return isWords ? { answers: state.reason } : {};
}

const personOf = (actor: Actor): Person => ({ teamId: actor.teamId, userId: actor.userId, name: actor.name });
