// Escalation: opened by a person or by silence, climbs its ladder by a timer, and ends when somebody acknowledges or decides.
import type { EffectWish } from '../effects.ts';
import { type Call, type Escalation, nextStep, openEscalation, stepsOf, unheard } from '../escalation.ts';
import type { EventOf } from '../events.ts';
import { type Person, personOf, samePerson } from '../people.ts';
import { mayAct } from '../permissions.ts';
import { isOver } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { type Changes, changed, ignored, type Outcome, withoutTimer, withTimer } from './outcome.ts';

type Step = { readonly changes: Changes; readonly effects: readonly EffectWish[] };

/** Where a task rests and why; null while it does not wait for a person. */
export const restingAt = ({ state }: Pick<Task, 'state'>): string | null =>
  state.name === 'needs_human'
    ? `needs_human ${state.reason.code} ${state.atMs}`
    : state.name === 'blocked' || state.name === 'green'
      ? `${state.name} ${state.atMs}`
      : null;

/** Nobody can do what is wanted but a person, and nobody is told twice of a success. */
const isUnanswered = ({ state }: Task): boolean =>
  state.name === 'blocked' || (state.name === 'needs_human' && state.reason.code !== 'taken_over');

export function escalate(task: Task, { actor, reason, atMs }: EventOf<'escalate'>): Outcome {
  const permission = mayAct('escalate', actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  if (isOver(task)) return ignored('refused_closed');
  const calling = unheard(task);
  if (calling !== undefined) return escalateFurther(task, calling, { actor, reason, atMs });
  const first = firstStepFor(task, actor);
  if (first === undefined) return ignored('refused_nobody_to_call');
  return stepped('escalated', call(task, opened(task, personOf(actor), reason, atMs), first, atMs));
}

/** What had escalated by itself is the person's from here on: theirs waits for no quiet. */
function escalateFurther(
  task: Task,
  calling: Escalation,
  { actor, reason, atMs }: Pick<EventOf<'escalate'>, 'actor' | 'reason' | 'atMs'>,
): Outcome {
  const isTaken = calling.by === null;
  const escalation = isTaken ? { ...calling, by: personOf(actor), reason } : calling;
  const next = nextStep(task, calling.calls);
  const step = next === undefined || !isTaken ? next : Math.max(next, firstStepFor(task, actor) ?? next);
  const isFurther = step !== undefined && calling.calls.every((each) => each.step < step);
  return isFurther
    ? stepped('called_next', call(task, escalation, step, atMs))
    : ignored('refused_all_called');
}

/** A person wants somebody else: reminding themselves of it, or whoever asked, is no help. */
function firstStepFor(task: Task, actor: Person): number | undefined {
  const steps = stepsOf(task);
  const others = steps.findIndex((step) => step.call !== 'requester');
  if (others >= 0) return others;
  return steps.length > 0 && !samePerson(actor, task.request.requester) ? 0 : undefined;
}

const opened = (task: Task, by: Person | null, reason: string, atMs: number): Escalation => ({
  no: (task.escalation?.no ?? 0) + 1,
  by,
  reason,
  openedAtMs: atMs,
  about: restingAt(task),
  calls: [],
});

/** Due: the next step, or, where a task that waits has not been escalated yet, the first. */
export function escalationDue(task: Task, atMs: number): Outcome {
  const calling = unheard(task);
  const isLeftAlone = isUnanswered(task) && openEscalation(task) === undefined;
  if (calling === undefined && !isLeftAlone)
    return changed('timer_spent', { timers: task.timers }, [], { quiet: true });
  const escalation = calling ?? opened(task, null, '', atMs);
  const step = nextStep(task, escalation.calls);
  if (step === undefined) return changed('all_called', { timers: task.timers }, [], { quiet: true });
  return stepped(calling ? 'called_next' : 'escalated_by_itself', call(task, escalation, step, atMs));
}

function call(task: Task, escalation: Escalation, step: number, atMs: number): Step {
  const target = stepsOf(task)[step];
  if (target === undefined) throw new Error(`${task.id} has no step ${step} to escalate to`);
  const made: Call = { step, target: target.call, atMs };
  const calls = [...escalation.calls, made];
  const key = replyKey(task, escalation.no, calls.length);
  const effects: readonly EffectWish[] =
    target.call === 'pager'
      ? [{ type: 'page', action: 'trigger', no: escalation.no, call: calls.length }]
      : [
          {
            type: 'post_reply',
            key,
            reply: { kind: 'escalated', no: escalation.no, call: calls.length },
          },
          ...withoutReminder(task, escalation),
        ];
  return {
    changes: {
      escalation: { ...escalation, calls },
      timers: withTimer(task.timers, 'escalation', atMs + target.waitMs),
    },
    effects,
  };
}

const replyKey = (task: Task, no: number, nth: number): string => `${task.id}-escalation-${no}-${nth}`;

/** The newest reminder that stands in the thread goes: reminders take each other's place. */
function withoutReminder(task: Task, { no, calls }: Escalation): readonly EffectWish[] {
  const nth = calls.findLastIndex(({ target }) => target !== 'pager') + 1;
  return nth === 0 ? [] : [{ type: 'retract_reply', key: replyKey(task, no, nth) }];
}

const stepped = (code: string, { changes, effects }: Step): Outcome => changed(code, changes, effects);

/** It was quiet, and this step waits for that: as if it had not been called yet. */
export function callPostponed(
  task: Task,
  { no, call: nth, untilMs, atMs }: EventOf<'call_postponed'>,
): Outcome {
  const calling = unheard(task);
  const last = calling?.calls.at(-1);
  const isNewest = calling?.no === no && calling.calls.length === nth && last !== undefined;
  if (!isNewest) return ignored('stale_call');
  const waitMs = stepsOf(task)[last.step]?.waitMs ?? 0;
  return changed('call_postponed', {
    escalation: { ...calling, calls: calling.calls.slice(0, -1) },
    timers: withTimer(task.timers, 'escalation', untilMs ?? atMs + waitMs),
  });
}

/** The pager did not take it: the ladder goes on, and the card says so. */
export function callFailed(task: Task, no: number, nth: number, code: string): Outcome {
  const { escalation } = task;
  if (escalation?.no !== no) return ignored('nothing_waits_for_it');
  const calls = escalation.calls.map((each, index) =>
    index + 1 === nth ? { ...each, failed: true as const } : each,
  );
  return changed('call_failed', { escalation: { ...escalation, calls } }, [], { detail: code });
}

/** Anybody of the workspace may: whom a group calls, only the chat knows. */
export function acknowledge(task: Task, { actor, atMs }: EventOf<'acknowledge'>): Outcome {
  if (actor.teamId !== task.request.teamId) return ignored('refused_not_allowed', 'other_workspace');
  const open = openEscalation(task);
  if (open === undefined) return ignored('refused_not_escalated');
  if (open.acknowledged !== undefined) return ignored('refused_acknowledged');
  const by = personOf(actor);
  const key = `${replyKey(task, open.no, open.calls.length)}-heard`;
  return changed(
    'acknowledged',
    {
      escalation: { ...open, acknowledged: { by, atMs } },
      timers: withoutTimer(task.timers, 'escalation'),
    },
    [{ type: 'post_reply', key, reply: { kind: 'acknowledged', no: open.no } }, ...calledOff(task, open)],
  );
}

/** Nobody needs to come any more: the reminder goes, and the pager is told. */
function calledOff(task: Task, open: Escalation): readonly EffectWish[] {
  const wasPaged = open.calls.some(({ target }) => target === 'pager');
  return [
    ...(open.acknowledged === undefined ? withoutReminder(task, open) : []),
    ...(wasPaged && open.acknowledged === undefined
      ? [{ type: 'page' as const, action: 'resolve' as const, no: open.no, call: open.calls.length }]
      : []),
  ];
}

/** After each step: what was escalated and has been decided or is over ends, and a task that begins to wait gets its timer. */
export function escalationAfter(before: Task, task: Task, atMs: number): Step {
  const open = openEscalation(task);
  const isDecided = task.decisions.length > before.decisions.length;
  const isClosed = open !== undefined && (isOver(task) || isDecided || hasMovedOn(open, before, task));
  const closed: Step = isClosed
    ? {
        changes: {
          escalation: { ...open, closedAtMs: atMs },
          timers: withoutTimer(task.timers, 'escalation'),
        },
        effects: calledOff(task, open),
      }
    : { changes: {}, effects: [] };
  return { ...closed, changes: { ...closed.changes, ...waiting(before, task, closed, atMs) } };
}

/** Whoever came to help a task at work has seen to that; where it comes to wait now, that is another matter. */
function hasMovedOn({ about, acknowledged }: Escalation, before: Task, task: Task): boolean {
  const now = restingAt(task);
  if (about !== null) return about !== now;
  return acknowledged !== undefined && now !== null && now !== restingAt(before);
}

/** Once for each time that it comes to wait. */
function waiting(before: Task, task: Task, { changes }: Step, atMs: number): Changes {
  const afterMs = task.policy.escalation?.afterMs ?? null;
  const isArrival = isUnanswered(task) && restingAt(task) !== restingAt(before);
  const isCalling = unheard({ ...task, ...changes }) !== undefined;
  if (!isArrival || isCalling || afterMs === null || stepsOf(task).length === 0) return {};
  return { timers: withTimer(changes.timers ?? task.timers, 'escalation', atMs + afterMs) };
}

/** While somebody is being called, or may have to be. */
export const keepsEscalating = (task: Task): boolean => unheard(task) !== undefined || isUnanswered(task);
