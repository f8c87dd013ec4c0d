// Effects that were wished for and are not done yet, as rows. A row goes only when its effect has ended.
import type { Effect, EffectType } from '#core/effects.ts';
import type { TaskId } from '#core/ids.ts';
import type { StateName } from '#core/task/state.ts';
import type { Sql } from './store.ts';

/** One effect still to be run. `failingSinceMs` is set from its first failure on. */
export type WaitingEffect = {
  readonly taskId: TaskId;
  readonly effect: Effect;
  readonly tries: number;
  readonly failingSinceMs: number | null;
  readonly nextTryAtMs: number;
};

type Row = {
  task_id: string;
  effect: string;
  tries: number;
  failing_since_ms: number | null;
  next_try_at_ms: number;
  state: StateName;
};

export function addEffect(sql: Sql, taskId: TaskId, effect: Effect): WaitingEffect {
  sql.run(
    'INSERT INTO outbox (id, task_id, type, effect) VALUES (?, ?, ?, ?)',
    effect.id,
    taskId,
    effect.type,
    JSON.stringify(effect),
  );
  return { taskId, effect, tries: 0, failingSinceMs: null, nextTryAtMs: 0 };
}

export function removeEffect(sql: Sql, effectId: string): void {
  sql.run('DELETE FROM outbox WHERE id = ?', effectId);
}

export function postponeEffect(
  sql: Sql,
  { effect, tries, failingSinceMs, nextTryAtMs }: WaitingEffect,
): void {
  sql.run(
    'UPDATE outbox SET tries = ?, failing_since_ms = ?, next_try_at_ms = ? WHERE id = ?',
    tries,
    failingSinceMs,
    nextTryAtMs,
    effect.id,
  );
}

/** The effects of one type that a task has not done. */
export function effectsOfType(sql: Sql, taskId: TaskId, type: EffectType): Effect[] {
  const rows = sql.all<{ effect: string }>(
    'SELECT effect FROM outbox WHERE task_id = ? AND type = ?',
    taskId,
    type,
  );
  return rows.map(({ effect }) => JSON.parse(effect) as Effect);
}

/** Everything not done, in the order it was wished for, with the state its task is in now. */
export function waitingEffects(sql: Pick<Sql, 'all'>): { waiting: WaitingEffect; state: StateName }[] {
  const rows = sql.all<Row>(
    `SELECT outbox.*, tasks.state AS state FROM outbox JOIN tasks ON tasks.id = outbox.task_id ORDER BY outbox.no`,
  );
  return rows.map((row) => ({
    state: row.state,
    waiting: {
      taskId: row.task_id as TaskId,
      effect: JSON.parse(row.effect) as Effect,
      tries: row.tries,
      failingSinceMs: row.failing_since_ms,
      nextTryAtMs: row.next_try_at_ms,
    },
  }));
}
