// The timers of all tasks as rows, so that the earliest is found without reading tasks. `task.timers` is the truth.
import type { TaskId } from '#core/ids.ts';
import type { TimerName } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import type { Sql } from './store.ts';

export type DueTimer = { readonly taskId: TaskId; readonly name: TimerName; readonly dueAtMs: number };
type Timers = Task['timers'];

/** Makes the rows follow what an event changed on the task. True when a timer was set. */
export function mirrorTimers(sql: Sql, taskId: TaskId, before: Timers, after: Timers): boolean {
  let isAnySet = false;
  for (const name of Object.keys({ ...before, ...after }) as TimerName[]) {
    const dueAtMs = after[name];
    if (dueAtMs === before[name]) continue;
    if (dueAtMs === undefined) sql.run('DELETE FROM timers WHERE task_id = ? AND name = ?', taskId, name);
    else {
      sql.run('INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?)', taskId, name, dueAtMs, dueAtMs);
      isAnySet = true;
    }
  }
  return isAnySet;
}

/** A firing is over once its event is recorded, even if the task still shows the timer: it must not fire for ever. */
export function dropFired(sql: Sql, { taskId, name, dueAtMs }: DueTimer): void {
  sql.run('DELETE FROM timers WHERE task_id = ? AND name = ? AND due_at_ms = ?', taskId, name, dueAtMs);
}

export function postponeTimer(sql: Sql, { taskId, name, dueAtMs }: DueTimer, tryAtMs: number): void {
  sql.run(
    'UPDATE timers SET try_at_ms = ? WHERE task_id = ? AND name = ? AND due_at_ms = ?',
    tryAtMs,
    taskId,
    name,
    dueAtMs,
  );
}

export function earliestTimerMs(sql: Pick<Sql, 'get'>): number | undefined {
  return sql.get<{ at: number | null }>('SELECT MIN(try_at_ms) AS at FROM timers')?.at ?? undefined;
}

export function timersDue(sql: Pick<Sql, 'all'>, nowMs: number, limit: number): DueTimer[] {
  const rows = sql.all<{ task_id: string; name: TimerName; due_at_ms: number }>(
    'SELECT task_id, name, due_at_ms FROM timers WHERE try_at_ms <= ? ORDER BY try_at_ms LIMIT ?',
    nowMs,
    limit,
  );
  return rows.map((row) => ({ taskId: row.task_id as TaskId, name: row.name, dueAtMs: row.due_at_ms }));
}
