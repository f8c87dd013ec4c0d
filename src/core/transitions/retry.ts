// Another go: the step that failed is done again, the judge is asked again, or a round with fresh limits begins.
import type { EventOf } from '../events.ts';
import type { Sha } from '../ids.ts';
import { personOf } from '../people.ts';
import { startOf } from '../progress/attempts.ts';
import { isUnread, type Resumption, resumptionOf } from '../resumption.ts';
import { trippedRule } from '../stop-rules.ts';
import type { Attempt } from '../task/attempt.ts';
import type { Decision, Round } from '../task/people.ts';
import { isClosed, type NeedsHumanCode } from '../task/state.ts';
import { approvableHead, type Task } from '../task/task.ts';
import { bringBase } from './bring-base.ts';
import { judgeAgain } from './judge-again.ts';
import { type Changes, changed, ignored, type Outcome, withEffects } from './outcome.ts';
import { beginWork } from './prove.ts';
import { withoutTheWait } from './rest.ts';

export function retry(task: Task, event: EventOf<'retry'>): Outcome {
  const { state } = task;
  const mayRetry =
    state.name === 'green' ||
    state.name === 'blocked' ||
    state.name === 'needs_human' ||
    state.name === 'aborted';
  if (!mayRetry) return ignored(isClosed(task) ? 'refused_closed' : 'refused_still_running');
  if (event.changes && approvableHead(task) === undefined) return ignored('refused_no_changes_here');
  if (event.review && task.pullRequest === null) return ignored('refused_no_pull_request');
  const by = personOf(event.actor);
  const hint = event.hint === null ? {} : { hint: event.hint };
  const action = event.changes ? 'request_changes' : 'retry';
  const decision: Decision = { action, by, atMs: event.atMs, ...hint };
  const decisions = [...task.decisions, decision];
  const round = {
    no: task.rounds.length + 1,
    openedAtMs: event.atMs,
    openedBy: by,
    ...hint,
    ...answered(task),
    ...(takesUpReview(task, event) ? { review: { notes: null } } : {}),
  };
  const rounds = [...task.rounds, round];
  const reply = {
    type: 'post_reply' as const,
    key: `${task.id}-round-${rounds.length}`,
    reply: { kind: 'retried' as const },
  };
  const isPlain = event.hint === null && round.review === undefined;
  const resumption = isPlain ? resumptionOf(task) : undefined;
  // A limit stopped it: whoever has looked gives it fresh ones, also where CI is asked first.
  if (resumption && state.name === 'blocked')
    return withEffects(resume(task, resumption, event.atMs, { decisions, rounds }), [reply]);
  if (resumption) {
    const goneOn = withoutTheWait(task, state.atMs, event.atMs);
    return resume(task, resumption, event.atMs, { decisions, rounds: goneOn });
  }
  if (task.baseSha === null || isUnread(task)) {
    const wish = task.card === null ? ({ type: 'show_card' } as const) : ({ type: 'prepare' } as const);
    return changed(
      'retried',
      { decisions, rounds, state: { name: 'requested' } },
      task.card === null ? [wish] : [reply, wish],
    );
  }
  const { fromSha, onto } =
    state.name === 'blocked' ? startOf(task) : { fromSha: task.headSha, onto: task.headSha };
  const start = fromSha ?? task.baseSha;
  const next = beginWork(task, start, event.atMs, 'retried', { decisions, rounds }, onto ?? start);
  return next.kind === 'ignored' ? next : { ...next, effects: [reply, ...next.effects] };
}

/** Asked for, or answering somebody who asked for changes there. */
function takesUpReview({ state, pullRequest }: Task, { review }: EventOf<'retry'>): boolean {
  const isAsked = state.name === 'needs_human' && state.reason.code === 'changes_requested';
  return pullRequest !== null && (review === true || isAsked);
}

function resume(task: Task, resumption: Resumption, atMs: number, decided: Changes): Outcome {
  const changes = { ...decided, ...acceptedOf(task) };
  if (resumption.step === 'prepare')
    return changed('went_on', { ...changes, state: { name: 'requested' } }, [{ type: 'prepare' }]);
  if (resumption.step === 'begin')
    return beginWork(task, task.headSha ?? (task.baseSha as Sha), atMs, 'went_on', changes);
  const { step, attempt } = resumption;
  if (step === 'judge') return judgeAgain(task, attempt, atMs, changes);
  if (step === 'bring_base') return bringBase(attempt, atMs, 'base_wanted', changes);
  return step === 'propose' ? proposeAgain(attempt, changes) : publishAgain(attempt, changes);
}

/** Whoever goes on without a hint accepts what the proof could not do. */
function acceptedOf({ state, proof }: Task): Changes {
  const hasNoRuns = state.name === 'needs_human' && state.reason.code === 'proof_no_ci_runs';
  return hasNoRuns && proof !== undefined ? { proof: { ...proof, ciCouldNotRun: true } } : {};
}

function publishAgain(attempt: Attempt, changes: Changes): Outcome {
  const stopAfter = trippedRule(attempt.stopRules);
  const state = { name: 'publishing' as const, attempt: attempt.no, ...(stopAfter ? { stopAfter } : {}) };
  return changed('published_again', { ...changes, state }, [
    { type: 'publish_attempt', attempt: attempt.no },
  ]);
}

/** Nothing is pushed: the commit stands on the branch, and its pull request is closed. */
const proposeAgain = ({ no }: Attempt, changes: Changes): Outcome =>
  changed('proposed_again', { ...changes, state: { name: 'publishing', attempt: no } }, [
    { type: 'publish_attempt', attempt: no },
  ]);

/** Words of somebody that a hint answers; a broken base is taken on by answering at all. */
const ANSWERED: ReadonlySet<NeedsHumanCode> = new Set(['agent_asked', 'changes_requested', 'ci_base_broken']);

/** A hint alone makes no sense to an agent that does not know what was asked. */
function answered({ state }: Task): Pick<Round, 'answers'> {
  const isWords = state.name === 'needs_human' && ANSWERED.has(state.reason.code);
  return isWords ? { answers: state.reason } : {};
}
