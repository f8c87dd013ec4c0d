// Tasks that were let go of: the record goes at once, the events in small bites behind it, and a line stays that says so.
import type { TaskId } from '#core/ids.ts';
import { endedAtMs, type Forgotten } from '#core/retention.ts';
import type { StateName } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import type { Sql, Store } from './store.ts';

/** Rows in one write: a long history must not hold up everybody else's. */
const BITE_ROWS = 200;

type Row = {
  readonly state: StateName;
  readonly ended_at_ms: number;
  readonly removed_at_ms: number;
  readonly after_days: number;
};
type Leaving = Pick<Forgotten, 'removedAtMs' | 'afterDays'> & { readonly task: Task };

/** Runs inside a write. False where the task has moved on since, or an effect of it is still to be run. */
export function forgetTask(
  sql: Sql,
  now: Task | undefined,
  { task, removedAtMs, afterDays }: Leaving,
): boolean {
  const endedMs = endedAtMs(task);
  if (endedMs === undefined || now?.sequence !== task.sequence) return false;
  if (sql.get('SELECT 1 FROM outbox WHERE task_id = ? LIMIT 1', task.id) !== undefined) return false;
  sql.run(
    'INSERT INTO forgotten VALUES (?, ?, ?, ?, ?, 1)',
    task.id,
    task.state.name,
    endedMs,
    removedAtMs,
    afterDays,
  );
  sql.run('DELETE FROM tasks WHERE id = ?', task.id);
  sql.run('DELETE FROM timers WHERE task_id = ?', task.id);
  sql.run('DELETE FROM api_use WHERE task_id = ?', task.id);
  return true;
}

/** The events of every task that is gone, a bite a write; safe to begin again after a crash. */
export async function removeEvents(store: Pick<Store, 'read' | 'write'>): Promise<void> {
  while (true) {
    const next = store.read.get<{ task_id: string }>(
      'SELECT task_id FROM forgotten WHERE has_events = 1 LIMIT 1',
    );
    if (next === undefined) return;
    await store.write((sql) => biteOff(sql, next.task_id));
  }
}

function biteOff(sql: Sql, taskId: string): void {
  const gone = sql.run(
    'DELETE FROM events WHERE no IN (SELECT no FROM events WHERE task_id = ? LIMIT ?)',
    taskId,
    BITE_ROWS,
  );
  if (gone < BITE_ROWS) sql.run('UPDATE forgotten SET has_events = 0 WHERE task_id = ?', taskId);
}

export function forgottenTask(sql: Pick<Sql, 'get'>, taskId: TaskId): Forgotten | undefined {
  // A store of before there was a table has let go of none.
  const isThere = sql.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'forgotten'");
  if (isThere === undefined) return undefined;
  const row = sql.get<Row>('SELECT * FROM forgotten WHERE task_id = ?', taskId);
  return (
    row && {
      state: row.state,
      endedAtMs: row.ended_at_ms,
      removedAtMs: row.removed_at_ms,
      afterDays: row.after_days,
    }
  );
}
