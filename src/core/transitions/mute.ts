// Quiet: a mute begins and ends, and what was held back meanwhile is told in one, when nobody wants it quiet any more.
import type { EffectWish } from '../effects.ts';
import type { EventOf } from '../events.ts';
import { personOf } from '../people.ts';
import { mayAct } from '../permissions.ts';
import { withHeld } from '../quiet.ts';
import { isOver } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { type Changes, changed, ignored, type Outcome, withoutTimer, withTimer } from './outcome.ts';
import { isWorthTelling } from './untold.ts';

export function mute(task: Task, { actor, atMs, untilMs }: EventOf<'mute'>): Outcome {
  const permission = mayAct('mute', actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  if (isOver(task)) return ignored('refused_closed');
  const timers =
    untilMs === null ? withoutTimer(task.timers, 'quiet_end') : withTimer(task.timers, 'quiet_end', untilMs);
  return changed('muted', { mute: { by: personOf(actor), atMs, untilMs }, timers });
}

export function unmute(task: Task, { actor }: EventOf<'unmute'>): Outcome {
  const permission = mayAct('mute', actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  if (!task.mute) return ignored('refused_not_muted');
  const { changes, effects } = toldNow(task);
  return changed('unmuted', { ...changes, mute: null }, effects);
}

/** Due, also where only somebody else's wish for quiet ends now: each reply asks again before it is posted. */
export function quietEnded(task: Task, atMs: number): Outcome {
  const { mute } = task;
  const isMuteOver = Boolean(mute) && mute?.untilMs !== null && (mute?.untilMs ?? 0) <= atMs;
  const { changes, effects } = toldNow(task);
  const isGoingOn = !isMuteOver && mute && mute.untilMs !== null;
  const timers = isGoingOn ? withTimer(task.timers, 'quiet_end', mute.untilMs) : changes.timers;
  const isOverNow = isMuteOver ? { mute: null } : {};
  return changed('quiet_ended', { ...changes, ...(timers ? { timers } : {}), ...isOverNow }, effects, {
    quiet: !isMuteOver,
  });
}

/** Nothing is held for a mute that has ended meanwhile: whoever asked posts it after all. */
export function heldBack(task: Task, { reply, untilMs, because }: EventOf<'held_back'>): Outcome {
  if (because === 'task' && !task.mute) return ignored('not_quiet_any_more');
  const held = withHeld(task.held ?? [], reply);
  const before = task.timers.quiet_end ?? 0;
  const timers =
    untilMs === null ? task.timers : withTimer(task.timers, 'quiet_end', Math.max(before, untilMs));
  return changed('held_back', { held, timers }, [], { quiet: true, detail: because });
}

/** On arriving at rest a mute without a time is over, and what it held comes before the call. */
export function mutedUntilRest(
  task: Task,
): { readonly changes: Changes; readonly effects: readonly EffectWish[] } | undefined {
  if (!task.mute || task.mute.untilMs !== null) return undefined;
  const { changes, effects } = toldNow(task, `rest-${task.sequence}`);
  return { changes: { ...changes, mute: null }, effects };
}

/** A task that is over has told its end already: nothing from before is news. */
function toldNow(
  task: Task,
  name: number | string = task.sequence,
): { readonly changes: Changes; readonly effects: readonly EffectWish[] } {
  const held = (task.held ?? []).filter((each) => isWorthTelling(task, each));
  const timers = withoutTimer(task.timers, 'quiet_end');
  const isNews = held.length > 0 && !isOver(task);
  const key = `${task.id}-digest-${name}`;
  return {
    changes: { held: [], timers },
    effects: isNews ? [{ type: 'post_reply', key, reply: { kind: 'digest', held } }] : [],
  };
}
