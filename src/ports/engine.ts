// Who carries tasks through their lives: one writer per task, durable events, timers and effects. Nothing outside adapters/engine knows which engine runs.
import type { Effect } from '#core/effects.ts';
import type { TaskEvent } from '#core/events.ts';
import type { TaskId } from '#core/ids.ts';
import type { Forgotten } from '#core/retention.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { StateName, TimerName } from '#core/task/state.ts';
import type { MessageRef, Task } from '#core/task/task.ts';
import type { Transition } from '#core/transition.ts';

/** `applied` is false for an event seen before; `transition` is what it led to, also when that was nothing. */
export type Delivery = {
  readonly applied: boolean;
  readonly task: Task | undefined;
  readonly because: Transition['because'];
};

/** One applied event as recorded, for `explain` and the audit. */
export type RecordedEvent = {
  readonly sequence: number;
  readonly event: TaskEvent;
  readonly because: Transition['because'];
  readonly from: StateName | null;
  readonly to: StateName;
};

export type TaskFilter = {
  readonly states?: readonly StateName[];
  readonly timer?: TimerName;
  readonly limit?: number;
  /** Only tasks that are at rest, and came to it by then. */
  readonly restedUntilMs?: number;
  /** Only tasks with files of attempts that were not removed. */
  readonly hasFiles?: true;
  /** Only tasks of this pull request, and found without looking through others. */
  readonly pullRequest?: { readonly repo: RepoRef; readonly number: number };
  /** Only tasks whose replies go into this thread, found in the same way. */
  readonly thread?: MessageRef;
};

/**
 * Runs one effect to its end and delivers what came of it. May be called again for the same effect after a crash.
 * Throws PortError; the engine tries again while `retryable`, with growing pauses, and then delivers `effect_failed`.
 * Any other error is a bug: logged, and delivered as `effect_failed` with code `internal`. `gotGoing` says that what was in the
 * way is out of it: a failure after that is a new one, hours after the last, and has all its tries before it.
 */
export type EffectRunner = (
  task: Task,
  effect: Effect,
  signal: AbortSignal,
  gotGoing: () => void,
) => Promise<void>;

export interface Engine {
  /** Durable on return, idempotent by `event.id`, callable from anywhere. Throws when it could not be stored. */
  deliver(taskId: TaskId, event: TaskEvent): Promise<Delivery>;
  get(taskId: TaskId): Promise<Task | undefined>;
  /** Newest first. Throws rather than end early. `timer`: only tasks that wait for it. */
  list(filter?: TaskFilter): AsyncIterable<Task>;
  /** The recorded events of a task, oldest first. */
  history(taskId: TaskId): AsyncIterable<RecordedEvent>;
  /**
   * Lets go of a task that has ended and of its events; that it was there stays known. False, and nothing is done, where it
   * is not as `task` says any more, or something is still wanted for it. What a crash leaves of it is gone after the next start.
   */
  forget(task: Task, why: Pick<Forgotten, 'removedAtMs' | 'afterDays'>): Promise<boolean>;
  forgotten(taskId: TaskId): Promise<Forgotten | undefined>;
  /** Fires timers that fell due, runs effects that were left, then keeps going. */
  start(run: EffectRunner): Promise<void>;
  /** Takes no new effect, aborts the signals of running ones, returns when they have ended. Safe to call twice. */
  stop(): Promise<void>;
}
