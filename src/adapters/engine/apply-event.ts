// One event, one transition, one write: the task, the record of the event, what the audit says of it, its effects and its timers change together.

import { recordAudit } from '#adapters/store/audit-log.ts';
import { addEffect, effectsOfType, removeEffect, type WaitingEffect } from '#adapters/store/outbox.ts';
import type { Sql } from '#adapters/store/store.ts';
import { recordEvent, seenEvent, type TaskRecords } from '#adapters/store/task-records.ts';
import { dropFired, mirrorTimers } from '#adapters/store/timers.ts';
import { auditOf } from '#core/audit.ts';
import type { Effect, EffectType } from '#core/effects.ts';
import type { TaskEvent } from '#core/events.ts';
import type { TaskId } from '#core/ids.ts';
import type { Task } from '#core/task/task.ts';
import type { Transition } from '#core/transition.ts';
import type { Delivery } from '#ports/engine.ts';

export type Decide = (task: Task | undefined, event: TaskEvent) => Transition;

export type Applied = {
  readonly delivery: Delivery;
  readonly from: Task['state']['name'] | null;
  readonly effects: readonly WaitingEffect[];
  readonly isTimerSet: boolean;
};

type Rules = {
  readonly decide: Decide;
  readonly records: TaskRecords;
  readonly isRunning: (effectId: string) => boolean;
};

export type Arrival = {
  readonly taskId: TaskId;
  readonly event: TaskEvent;
  readonly nowMs: number;
  /** The effect that this event ends: its row goes in the same write. */
  readonly ends?: string | undefined;
};

/** Runs inside a write of the store; a throw undoes all of it. */
export function applyEvent(sql: Sql, rules: Rules, { taskId, event, nowMs, ends }: Arrival): Applied {
  if (ends !== undefined) removeEffect(sql, ends);
  if (event.type === 'timer_fired') dropFired(sql, { ...event, taskId });
  const before = rules.records.get(sql, taskId);
  const seen = before && seenEvent(sql, taskId, event.id);
  if (seen) return unchanged(before, seen.because);

  const { task, effects, because } = rules.decide(before, event);
  // An event for a task that does not exist (yet) is not remembered: it must count when it comes again.
  if (task === undefined) return unchanged(undefined, because);

  rules.records.save(sql, task, nowMs);
  const from = before?.state.name ?? null;
  recordEvent(sql, taskId, { sequence: task.sequence, event, because, from, to: task.state.name });
  const audited = auditOf(before, event, { task, because });
  if (audited !== undefined) recordAudit(sql, audited);
  const isTimerSet = mirrorTimers(sql, taskId, before?.timers ?? {}, task.timers);
  return {
    delivery: { applied: true, task, because },
    from,
    effects: effects.filter(isNeeded(sql, rules, taskId)).map((effect) => addEffect(sql, taskId, effect)),
    isTimerSet,
  };
}

const unchanged = (task: Task | undefined, because: Transition['because']): Applied => ({
  delivery: { applied: false, task, because },
  from: task?.state.name ?? null,
  effects: [],
  isTimerSet: false,
});

/** Effects that look at the task or the forge as it is when they run, and so need to run only once after a change. */
const LOOKS: ReadonlySet<EffectType> = new Set(['show_card', 'read_ci', 'look_out']);

/**
 * A look that still waits will see what a second one behind it would see, so the second has nothing to add. The first
 * keeps its place: replies behind a card may need the card to exist. A reply is posted once for its key, so that one which
 * is not done yet needs no second beside it, not even while it runs.
 */
const isNeeded =
  (sql: Sql, { isRunning }: Rules, taskId: TaskId) =>
  (wish: Effect): boolean => {
    const open = () => effectsOfType(sql, taskId, wish.type);
    if (wish.type === 'post_reply')
      return !open().some((other) => other.type === 'post_reply' && other.key === wish.key);
    if (!LOOKS.has(wish.type)) return true;
    return !open().some((waiting) => !isRunning(waiting.id) && isSameLook(waiting, wish));
  };

const isSameLook = (one: Effect, other: Effect): boolean =>
  one.type === other.type &&
  (one.type !== 'read_ci' || (other.type === 'read_ci' && one.headSha === other.headSha));
