// Walks every reachable state of a bounded model, breadth first, and holds each step against the invariants. A broken one is told with the story that leads there.
import { describe, expect, it } from 'vitest';
import { approvalsLeft } from '#core/approval.ts';
import type { Effect } from '#core/effects.ts';
import { MAX_CALLS, openEscalation, unheard } from '#core/escalation.ts';
import type { TaskEvent } from '#core/events.ts';
import { MAX_HELD } from '#core/quiet.ts';
import { costOf, weakeningsOf } from '#core/task/attempt.ts';
import { isClosed, isOver, isResting } from '#core/task/state.ts';
import type { Transition } from '#core/transition.ts';
import { canProve } from '#core/transitions/prove.ts';
import { expectGenerated } from './support/generated.ts';
import { type Edges, noteEdge, statesPage } from './support/states-page.ts';
import { POLICIES, type World, walk } from './support/walk.ts';

const edges: Edges = new Map();

const restOf = ({ task: { state } }: World): string =>
  state.name === 'needs_human' ? `${state.name} ${state.reason.code}` : state.name;

/** What will wake a live task: an effect whose answer it waits for, or a timer. */
function hasWaker({ task, pending }: World): boolean {
  const wants = (type: Effect['type']) => pending.some((effect) => effect.type === type);
  switch (task.state.name) {
    case 'requested':
      return wants('prepare') || (task.card === null && wants('show_card'));
    case 'queued':
    case 'working':
      return wants('run_attempt');
    case 'publishing':
      return wants(task.state.bringsBase ? 'bring_base' : 'publish_attempt');
    case 'awaiting_ci':
      if (task.state.stage.name === 'probing') return wants('probe');
      return task.state.stage.name === 'collecting'
        ? wants('collect_failures')
        : task.timers.ci_poll !== undefined &&
            task.timers.ci_deadline !== undefined &&
            (task.state.stage.name === 'backing_off') === (task.timers.ci_rerun !== undefined);
    case 'proving': {
      const { open } = task.state;
      const asked = pending.flatMap((effect) => (effect.type === 'prove' ? [effect.run] : []));
      return open.length > 0 && open.every((run) => asked.includes(run));
    }
    case 'approved':
      return wants(task.state.step === 'merging' ? 'merge' : 'mark_ready');
    default:
      return true;
  }
}

describe.each(Object.entries(POLICIES))('every reachable state, %s', (_name, policy) => {
  const broken: string[] = [];
  const hold = (isHeld: boolean, invariant: string, world: World) => {
    if (!isHeld && broken.length < 5) broken.push(`${invariant}\n    ${world.story.join(' → ')}`);
  };
  const tells = (step: Transition) =>
    step.effects.filter(
      (effect) =>
        effect.type === 'post_reply' &&
        (effect.reply.kind === 'called_back' || effect.reply.kind === 'ended'),
    ).length;

  /** Also where the chat refuses it: by a reply that is under way, or kept to be told again. */
  const holdTold = (before: World, step: Transition, { task, pending, isCalled, story }: World) => {
    const after = { task, pending, isCalled, story };
    const { untold, restReply, timers } = task;
    const isKept = untold?.replies.some(({ key }) => key === restReply) ?? false;
    const isUnderWay = pending.some(({ type }) => type === 'post_reply');
    const isFirst = before.task.restReply !== restReply;
    if (isModelled && isResting(task))
      hold(
        isCalled || isKept || isUnderWay,
        'a state of rest is told, also where the chat refused it',
        after,
      );
    if (before.isCalled && !isFirst)
      hold(
        step.effects.every((effect) => effect.type !== 'post_reply' || effect.key !== restReply),
        'what was told is not told again',
        after,
      );
    const isUrged = timers.tell_again !== undefined;
    const isShowing = pending.some(({ type }) => type === 'show_card');
    if (untold)
      hold(isUrged || isUnderWay || isShowing, 'what is untold has something that will tell it', after);
    else hold(!isUrged, 'nothing untold keeps no timer', after);
  };
  /** Quiet ends: what waits for that has a timer or the task's next rest to tell it. */
  const holdQuiet = (before: World, after: World) => {
    const { mute, held = [], timers } = after.task;
    const hasEnd = timers.quiet_end !== undefined;
    const isUntilRest = mute?.untilMs === null;
    hold(held.length === 0 || hasEnd || isUntilRest, 'what is held back has something that tells it', after);
    hold(!mute || hasEnd || isUntilRest, 'a mute with a time has a timer that ends it', after);
    const isArrival = isResting(after.task) && restOf(before) !== restOf(after);
    hold(!isArrival || !isUntilRest, 'a mute without a time ends where the task rests', after);
    hold(held.length <= MAX_HELD, 'what is held back is bounded', after);
  };
  /** Somebody is called until somebody says that they come, or nobody needs to any more. */
  const holdCalls = (before: World, event: TaskEvent, step: Transition, after: World) => {
    const { escalation: was } = before.task;
    const { escalation, timers } = after.task;
    const isNew = escalation !== undefined && escalation.no !== was?.no;
    hold(!isNew || unheard(before.task) === undefined, 'at most one escalation calls', after);
    hold(
      !isNew || escalation.by !== null || (was?.about ?? '') !== escalation.about || was === undefined,
      'a task escalates by itself once for each time that it comes to wait',
      after,
    );
    const calls = step.effects.filter(
      (effect) =>
        (effect.type === 'page' && effect.action === 'trigger') ||
        (effect.type === 'post_reply' && effect.reply.kind === 'escalated'),
    );
    hold(calls.length <= 1, 'one step calls once', after);
    const isCalling = unheard(after.task) !== undefined;
    hold(calls.length === 0 || isCalling, 'nobody is called who is not needed', after);
    const isSpent = (escalation?.calls.length ?? 0) >= MAX_CALLS;
    hold(!isCalling || timers.escalation !== undefined || isSpent, 'a ladder has a timer', after);
    const isHeard = escalation?.acknowledged !== undefined && escalation.closedAtMs === undefined;
    hold(!isHeard || timers.escalation === undefined, 'what is acknowledged calls nobody', after);
    hold(!openEscalation(after.task) || !isOver(after.task), 'what is over calls nobody', after);
    const wasPaged = unheard(before.task)?.calls.some(({ target }) => target === 'pager') ?? false;
    const isEnded = wasPaged && unheard(after.task)?.no !== was?.no;
    const ends = step.effects.some((effect) => effect.type === 'page' && effect.action === 'resolve');
    hold(ends === isEnded, `the pager hears of the end, once (${event.type})`, after);
  };
  const isModelled = policy === POLICIES['with a chat that fails'];

  const { worlds, steps, reached } = walk(policy, (before, event, step, after) => {
    noteEdge(edges, before, event, step, after);
    const spent = after.task.attempts.filter(
      (attempt) => attempt.ci?.verdict === 'red' && attempt.failures !== undefined,
    );
    for (const round of after.task.rounds)
      hold(
        spent.filter((attempt) => attempt.round === round.no).length <= policy.maxAttempts,
        'red attempts of a round stay within max_attempts',
        after,
      );
    const { state: now } = after.task;
    const runs = now.name === 'queued' || now.name === 'working' ? now.attempt : undefined;
    const others = after.task.attempts.filter((attempt) => attempt.no !== runs);
    const paid = costOf(others.filter((attempt) => attempt.round === after.task.rounds.length));
    hold(
      runs === undefined || paid < policy.maxCostUsd,
      'no attempt begins once the cost of its round is reached',
      after,
    );
    hold(hasWaker(after), `a live task has something that will wake it (${after.task.state.name})`, after);
    const wasRunning = before.task.state.name === 'working';
    const stillRuns =
      after.task.state.name === 'working' &&
      after.task.state.attempt === (before.task.state.name === 'working' ? before.task.state.attempt : 0);
    const isEnd =
      event.type === 'attempt_ended' ||
      event.type === 'attempt_started' ||
      (event.type === 'effect_failed' && event.effect === 'run_attempt');
    if (wasRunning && !stillRuns && !isEnd)
      hold(
        step.effects.some((effect) => effect.type === 'stop_attempt'),
        'leaving a running attempt stops its container',
        after,
      );
    const { state } = before.task;
    const isSameProof =
      after.task.state.name === 'proving' && 'sha' in state && after.task.state.sha === state.sha;
    if (state.name === 'proving' && !isSameProof) {
      const stopped = step.effects.flatMap((effect) => (effect.type === 'stop_proof' ? effect.runs : []));
      const ended = 'run' in event && event.type === 'proof_progressed' ? event.run : 0;
      hold(
        state.open.every((run) => run === ended || stopped.includes(run)),
        'leaving a proof stops the runs that are under way',
        after,
      );
    }
    const wasProbing = state.name === 'awaiting_ci' && state.stage.name === 'probing';
    const hasAnswered =
      event.type === 'probed' || (event.type === 'effect_failed' && event.effect === 'probe');
    if (wasProbing && after.task.state !== state && !hasAnswered)
      hold(
        step.effects.some(({ type }) => type === 'stop_probe'),
        'leaving a probe stops its container',
        after,
      );
    const remembers = after.task.attempts.some(({ session }) => session !== undefined);
    if (remembers && isOver(after.task) && !isOver(before.task))
      hold(
        step.effects.some(({ type }) => type === 'forget_sessions'),
        'what agents remember goes with the task',
        after,
      );
    const { baseline } = after.task.proof ?? {};
    hold(
      !canProve(after.task) || after.task.attempts.length === 0 || baseline?.endedAtMs !== undefined,
      'no attempt begins before the baseline is known',
      after,
    );
    const isGood = after.task.state.name === 'green' || after.task.state.name === 'approved';
    if (isGood && canProve(after.task)) {
      const { headSha } = after.task.state as { headSha: string };
      const proof = after.task.attempts.find((attempt) => attempt.headSha === headSha)?.proof;
      hold(
        proof !== undefined && proof.failed === 0 && proof.passed === proof.wanted && proof.sha === headSha,
        'what is to be proved is green only with all of its runs passed at that commit',
        after,
      );
    }
    if (isGood && after.task.proof?.because === 'asked' && !canProve(after.task))
      hold(
        after.task.decisions.some(({ action }) => action === 'retry'),
        'a proof that was asked for by its number is done without only where a person said so',
        after,
      );
    if (isGood && (policy.prove.ciReruns ?? 0) > 0 && after.task.proof && !after.task.proof.ciCouldNotRun) {
      const { headSha } = after.task.state as { headSha: string };
      const confirmed = after.task.attempts.find((attempt) => attempt.headSha === headSha)?.confirmed;
      hold(
        confirmed?.sha === headSha && confirmed.passed >= (policy.prove.ciReruns ?? 0),
        'what CI is to confirm is green only when it has, at that commit',
        after,
      );
    }
    for (const runs of [baseline, ...after.task.attempts.map((attempt) => attempt.proof)])
      hold(
        (runs?.passed ?? 0) + (runs?.failed ?? 0) <= (runs?.wanted ?? 0),
        'no proof counts more runs than it wants',
        after,
      );
    const people = [
      'approve',
      'retry',
      'abort',
      'take',
      'said',
      'branch_moved',
      'pull_request_closed',
      'pull_request_drafted',
      'changes_requested',
    ];
    const isMended = event.type === 'base_mended' && restOf(before) === 'needs_human ci_base_broken';
    const isOwnMerge = event.type === 'merge_done' && before.task.decisions.at(-1)?.action === 'approve';
    if (isResting(before.task) && before.task.state !== after.task.state)
      hold(
        people.includes(event.type) || isOwnMerge || isMended,
        `rest is left only by a person, or by a base that is well again (${event.type})`,
        after,
      );
    if (isMended || event.type === 'base_brought')
      hold(
        after.task.attempts.length === before.task.attempts.length &&
          after.task.rounds.length === before.task.rounds.length,
        'bringing the base in spends no attempt and opens no round',
        after,
      );
    if (isClosed(before.task) && before.task.state.name === 'merged')
      hold(after.task.state === before.task.state, 'merged is final', after);
    const arrives = isResting(after.task) && restOf(after) !== restOf(before);
    const { untold: untoldBefore, restReply: callBefore } = before.task;
    const isUntold = !arrives && untoldBefore?.replies.some(({ key }) => key === callBefore);
    hold(
      tells(step) === (arrives ? 1 : 0) || (isUntold === true && tells(step) === 1),
      'a state of rest tells a person exactly once',
      after,
    );
    if (step.because.ignored)
      hold(step.task === before.task && step.effects.length === 0, 'an ignored event changes nothing', after);
    if (isResting(after.task)) {
      const last = after.task.attempts.at(-1);
      hold(last === undefined || last.outcome !== undefined, 'no attempt looks as if it ran at rest', after);
    }
    hold(
      after.task.attempts.every(
        (attempt, index) => attempt.no === index + 1 && attempt.round <= after.task.rounds.length,
      ),
      'attempts are numbered on, whatever the round',
      after,
    );
    hold(after.task.attempts.length >= before.task.attempts.length, 'no attempt is ever forgotten', after);
    const { tell_again, look_out, quiet_end, escalation, approval_expiry, ...timers } = after.task.timers;
    if (isResting(after.task))
      hold(Object.keys(timers).length === 0, 'at rest only people and the chat are waited for', after);
    hold(
      approval_expiry === undefined || approvalsLeft(after.task) === 1,
      'only half an approval expires',
      after,
    );
    const { pullRequest } = after.task;
    const mayChange = after.task.state.name !== 'merged' && pullRequest !== null && !pullRequest.closed;
    hold(
      (look_out !== undefined) === (isResting(after.task) && mayChange),
      'a task at rest looks out for what people do to its open pull request',
      after,
    );
    holdTold(before, step, after);
    if ('actor' in event && event.actor.name === 'guest')
      hold(step.because.ignored, 'a stranger decides nothing', after);
    hold(
      new Set(after.pending.map((effect) => effect.id)).size === after.pending.length,
      'effect ids are unique',
      after,
    );
    const approved =
      before.task.state.name !== 'merged' &&
      after.task.state.name === 'merged' &&
      event.type === 'merge_done';
    if (approved && policy.merge !== 'auto')
      hold(
        after.task.decisions.some((decision) => decision.action === 'approve'),
        'Greenlight merges only what a person approved',
        after,
      );
    const taken = after.task.attempts.find(({ headSha }) => headSha === after.task.headSha);
    const isWeakened = taken !== undefined && weakeningsOf(taken).length > 0;
    if (isWeakened) hold(after.task.state.name !== 'green', 'what weakens its judge is never green', after);
    const leaves = step.effects.some(({ type }) => type === 'mark_ready' || type === 'merge');
    if (isWeakened && leaves)
      hold(
        after.task.decisions.some(
          ({ action, headSha }) => action === 'approve' && headSha === after.task.headSha,
        ),
        'what weakens its judge is merged only where a person accepted that commit',
        after,
      );
    holdQuiet(before, after);
    holdCalls(before, event, step, after);
    hold(after.task.earlyReports.length <= 8, 'early reports are bounded', after);
  });

  it('holds every invariant', () => {
    expect(broken).toEqual([]);
  });

  it('reaches every state the policy allows', () => {
    const never = policy.merge === 'never' ? ['merged'] : ['ready_for_review'];
    const all = [
      'requested',
      'queued',
      'working',
      'publishing',
      'awaiting_ci',
      'proving',
      'green',
      'blocked',
      'needs_human',
      'approved',
      'merged',
      'ready_for_review',
      'aborted',
    ];
    const proving = policy.prove.command === null ? ['proving'] : [];
    const skipped = policy.merge === 'auto' ? [...never, 'green'] : never.filter((name) => name !== 'merged');
    expect([...reached].sort()).toEqual(
      all.filter((name) => ![...skipped, ...proving].includes(name)).sort(),
    );
    expect(worlds).toBeGreaterThan(500);
    expect(steps).toBeGreaterThan(worlds);
  });
});

it('docs/states.md draws the states as the walk reaches them', () => {
  expectGenerated('states.md', statesPage(edges));
});
