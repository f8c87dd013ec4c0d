// (task, event) -> { task, effects, because }: the only place where a task changes. Total: what no longer matters gives the same task and no effects.
import { approvalsToShow } from './approval.ts';
import type { Effect, EffectWish } from './effects.ts';
import type { TaskEvent } from './events.ts';
import { isOver, isResting } from './task/state.ts';
import { isHandedOver, type Task, type UntoldReply } from './task/task.ts';
import { artifactsRemoved } from './transitions/artifacts-removed.ts';
import { attemptEnded, attemptProgressed, attemptStarted } from './transitions/attempt.ts';
import { baseBrought, baseConflicted, baseMended } from './transitions/bring-base.ts';
import { ciHinted, ciObserved, failuresCollected } from './transitions/ci.ts';
import { acknowledge, callPostponed, escalate, escalationAfter } from './transitions/escalate.ts';
import { extend } from './transitions/extend.ts';
import { effectFailed } from './transitions/failures.ts';
import { branchMoved, changesRequested, pullRequestClosed, pullRequestDrafted } from './transitions/forge.ts';
import { join } from './transitions/join.ts';
import { keptTimers } from './transitions/kept-timers.ts';
import { lookingOut } from './transitions/look-out.ts';
import { markedReady, mergeDone } from './transitions/merge.ts';
import { heldBack, mute, mutedUntilRest, quietEnded, unmute } from './transitions/mute.ts';
import { changed, ignored, type Outcome, withAttempt } from './transitions/outcome.ts';
import { decide } from './transitions/people.ts';
import { prepared } from './transitions/prepared.ts';
import { probed } from './transitions/probe.ts';
import { proofProgressed, proofStarted } from './transitions/prove.ts';
import { publishEmpty, published, publishRefused, pushConflicted, pushed } from './transitions/publish.ts';
import { reviewRead } from './transitions/review.ts';
import { said } from './transitions/said.ts';
import { cardShown, newTask } from './transitions/start.ts';
import { take } from './transitions/take.ts';
import { timerFired } from './transitions/timers.ts';
import { stillUntold, tellAgain, told } from './transitions/untold.ts';
import { askAboutWeakening } from './transitions/weakened.ts';

/** `because.code` is stable and names the step for `explain`; `ignored` steps change nothing. */
export type Transition = {
  readonly task: Task | undefined;
  readonly effects: readonly Effect[];
  readonly because: { readonly code: string; readonly ignored: boolean; readonly detail?: string };
};

export function transition(task: Task | undefined, event: TaskEvent): Transition {
  if (task === undefined) {
    if (event.type !== 'requested') return finish(undefined, ignored('unknown_task'), event.atMs);
    return begin(newTask(event));
  }
  return finish(task, askAboutWeakening(task, outcomeOf(task, event), event.atMs), event.atMs);
}

function outcomeOf(task: Task, event: TaskEvent): Outcome {
  switch (event.type) {
    case 'requested':
      return ignored('already_requested');
    case 'card_shown':
      return cardShown(task, event);
    case 'told':
      return told(task, event);
    case 'chat_back':
      return tellAgain(task, 'chat_is_back', event.atMs);
    case 'card_outdated':
      return changed('card_refreshed', {}, [{ type: 'show_card' }], { quiet: true });
    case 'prepared':
      return prepared(task, event);
    case 'attempt_started':
      return attemptStarted(task, event);
    case 'attempt_progressed':
      return attemptProgressed(task, event);
    case 'attempt_ended':
      return attemptEnded(task, event);
    case 'pushed':
      return pushed(task, event);
    case 'published':
      return published(task, event);
    case 'publish_refused':
      return publishRefused(task, event);
    case 'publish_empty':
      return publishEmpty(task, event);
    case 'push_conflicted':
      return pushConflicted(task, event);
    case 'base_brought':
      return baseBrought(task, event);
    case 'base_conflicted':
      return baseConflicted(task, event);
    case 'base_mended':
      return baseMended(task, event);
    case 'ci_observed':
      return ciObserved(task, event);
    case 'proof_started':
      return proofStarted(task, event);
    case 'proof_progressed':
      return proofProgressed(task, event);
    case 'ci_hinted':
      return ciHinted(task, event);
    case 'failures_collected':
      return failuresCollected(task, event);
    case 'probed':
      return probed(task, event);
    case 'branch_moved':
      return branchMoved(task, event);
    case 'pull_request_closed':
      return pullRequestClosed(task, event);
    case 'pull_request_drafted':
      return pullRequestDrafted(task, event);
    case 'changes_requested':
      return changesRequested(task, event);
    case 'approve':
    case 'retry':
    case 'abort':
      return decide(task, event);
    case 'review_read':
      return reviewRead(task, event);
    case 'said':
      return said(task, event);
    case 'mute':
      return mute(task, event);
    case 'unmute':
      return unmute(task, event);
    case 'held_back':
      return heldBack(task, event);
    case 'quiet_over':
      return quietEnded(task, event.atMs);
    case 'extend':
      return extend(task, event);
    case 'take':
      return take(task, event);
    case 'join':
      return join(task, event);
    case 'escalate':
      return escalate(task, event);
    case 'acknowledge':
      return acknowledge(task, event);
    case 'call_postponed':
      return callPostponed(task, event);
    case 'marked_ready':
      return markedReady(task, event);
    case 'merge_done':
      return mergeDone(task, event);
    case 'timer_fired':
      return timerFired(task, event);
    case 'artifacts_removed':
      return artifactsRemoved(task, event);
    case 'effect_failed':
      return effectFailed(task, event);
    default:
      return event satisfies never;
  }
}

function begin(task: Task): Transition {
  const first = { ...task, sequence: 1, revision: 1 };
  return {
    task: first,
    effects: named(first, [{ type: 'show_card' }]),
    because: { code: 'requested', ignored: false },
  };
}

/** What every change has in common: counted, timers of a left state gone, the card kept current, a person told once at rest. */
function finish(before: Task | undefined, outcome: Outcome, atMs: number): Transition {
  const detail = outcome.detail === undefined ? {} : { detail: outcome.detail };
  if (before === undefined || outcome.kind === 'ignored')
    return { task: before, effects: [], because: { code: outcome.code, ignored: true, ...detail } };
  const next = { ...before, ...outcome.changes, sequence: before.sequence + 1 };
  const hasMoved = restOf(next) !== restOf(before) || next.headSha !== before.headSha;
  const call = callBack(before, next);
  const moved: Task = {
    ...next,
    attempts: attemptsAtRest(next, atMs),
    revision: hasMoved ? before.revision + 1 : before.revision,
    ...(call === undefined ? {} : { restReply: call.key }),
  };
  const ended = call === undefined ? undefined : mutedUntilRest(moved);
  const quiet: Task = { ...moved, ...ended?.changes };
  const escalated = escalationAfter(before, quiet, atMs);
  const known: Task = { ...quiet, ...escalated.changes };
  const told: Task = { ...known, ...stillUntold(known) };
  const task: Task = { ...told, timers: lookingOut({ ...told, timers: keptTimers(told) }, atMs) };
  const wishes = [
    // First: branch protection may require it of the merge.
    ...approvalsToShow(before, task).map((headSha) => ({ type: 'show_approval', headSha }) as const),
    ...outcome.effects,
    ...(outcome.quiet ? [] : [{ type: 'show_card' } as const]),
    ...(ended?.effects ?? []),
    ...(call === undefined ? [] : [{ type: 'post_reply', ...call } as const, ...packetOf(task, call)]),
    ...escalated.effects,
    ...(isOver(task) && !isOver(before) && remembers(task) ? [{ type: 'forget_sessions' } as const] : []),
  ];
  return {
    task,
    effects: named(task, once(wishes)),
    because: { code: outcome.code, ignored: false, ...detail },
  };
}

const remembers = ({ attempts }: Task): boolean => attempts.some(({ session }) => session !== undefined);

/** An attempt that its task has left behind is over: nothing shows it as running any more. */
function attemptsAtRest(task: Task, atMs: number): Task['attempts'] {
  const last = task.attempts.at(-1);
  if (!isResting(task) || last === undefined || last.outcome !== undefined) return task.attempts;
  return withAttempt(task, last.no, { outcome: 'stopped', endedAtMs: atMs });
}

/** Where a task stands and why: a question that takes another's place is told like any other. */
const restOf = ({ state }: Task): string =>
  state.name === 'needs_human' ? `needs_human ${state.reason.code}` : state.name;

/** Every state of rest tells a person exactly once, on entering it, by a new reply: edits notify nobody. */
function callBack(before: Task, task: Task): UntoldReply | undefined {
  const isArrival = isResting(task) && task.state !== before.state && restOf(task) !== restOf(before);
  if (!isArrival) return undefined;
  const isDecision =
    task.state.name === 'green' || task.state.name === 'blocked' || task.state.name === 'needs_human';
  return {
    key: `${task.id}-rest-${task.sequence}`,
    reply: { kind: isDecision ? 'called_back' : 'ended' },
  };
}

/** The same where the change is reviewed. */
const packetOf = (task: Task, { key }: UntoldReply): readonly EffectWish[] =>
  task.pullRequest !== null && isHandedOver(task) ? [{ type: 'tell_packet', key }] : [];

const once = (wishes: readonly EffectWish[]): readonly EffectWish[] =>
  wishes.filter(
    (wish, index) =>
      wish.type !== 'show_card' || wishes.findIndex((other) => other.type === 'show_card') === index,
  );

const named = (task: Task, wishes: readonly EffectWish[]): readonly Effect[] =>
  wishes.map((wish, index) => ({ ...wish, id: `${task.id}/${task.sequence}/${index}` }));
