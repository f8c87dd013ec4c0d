// Tasks and the events applied to them, as rows.
import type { TaskEvent } from '#core/events.ts';
import type { TaskId } from '#core/ids.ts';
import { hasNoFiles } from '#core/retention.ts';
import { repoName } from '#core/task/request.ts';
import { isResting, type StateName } from '#core/task/state.ts';
import { type MessageRef, TASK_VERSION, type Task } from '#core/task/task.ts';
import type { RecordedEvent, TaskFilter } from '#ports/engine.ts';
import { PAGE_ROWS, pages } from './pages.ts';
import type { Sql, Store } from './store.ts';
import { StoreError } from './store-error.ts';

type Reads = Pick<Sql, 'get' | 'all'>;
type TaskRow = { no: number; id: string; version: number; record: string };
type EventRow = {
  no: number;
  sequence: number;
  event: string;
  because: string;
  from_state: StateName | null;
  to_state: StateName;
};

/** Tasks that code of another version wrote are refused, never guessed at. `taskVersion` is the newest this code reads. */
export function taskRecords(taskVersion: number = TASK_VERSION) {
  const readTask = (row: TaskRow): Task => {
    if (row.version > taskVersion)
      throw new StoreError(
        'newer_record',
        `Task ${row.id} was written by a newer Greenlight (record ${row.version}, this one knows ${taskVersion}). Run that version again.`,
      );
    return parse<Task>(row.record, `task ${row.id}`);
  };
  return {
    get(sql: Reads, id: TaskId): Task | undefined {
      const row = sql.get<TaskRow>('SELECT no, id, version, record FROM tasks WHERE id = ?', id);
      return row && readTask(row);
    },

    save(sql: Sql, task: Task, atMs: number): void {
      sql.run(
        `INSERT INTO tasks (id, version, state, updated_at_ms, record, rested_at_ms, has_files, pull, thread)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
         updated_at_ms = excluded.updated_at_ms, record = excluded.record,
         rested_at_ms = excluded.rested_at_ms, has_files = excluded.has_files,
         pull = excluded.pull, thread = excluded.thread`,
        task.id,
        task.v,
        task.state.name,
        atMs,
        JSON.stringify(task),
        isResting(task) && 'atMs' in task.state ? task.state.atMs : null,
        hasNoFiles(task) ? 0 : 1,
        task.pullRequest && pullKey({ repo: task.repo, number: task.pullRequest.number }),
        threadKeyOf(task),
      );
    },

    /** Newest first. */
    async *list(store: Store, filter: TaskFilter = {}) {
      const states = filter.states ? JSON.stringify(filter.states) : null;
      let left = filter.limit ?? Number.POSITIVE_INFINITY;
      const found = foundBy(filter);
      const page = (after: TaskRow | undefined) =>
        store.read.all<TaskRow>(
          `SELECT no, id, version, record FROM tasks
           WHERE ${found.where} no < ?1 AND (?2 IS NULL OR state IN (SELECT value FROM json_each(?2)))
           AND (?3 IS NULL OR id IN (SELECT task_id FROM timers WHERE name = ?3))
           AND (?5 IS NULL OR no IN (SELECT no FROM tasks WHERE rested_at_ms <= ?5 AND has_files >= ?6))
           ORDER BY no DESC LIMIT ?4`,
          after?.no ?? Number.MAX_SAFE_INTEGER,
          states,
          filter.timer ?? null,
          PAGE_ROWS,
          filter.restedUntilMs ?? (filter.hasFiles ? Number.MAX_SAFE_INTEGER : null),
          filter.hasFiles ? 1 : 0,
          ...found.values,
        );
      if (left <= 0) return;
      for await (const row of pages(page)) {
        yield readTask(row);
        left -= 1;
        if (left <= 0) return;
      }
    },
  };
}

const pullKey = ({ repo, number }: NonNullable<TaskFilter['pullRequest']>): string =>
  `${repoName(repo).toLowerCase()}#${number}`;
const threadKey = ({ channelId, ts }: MessageRef): string => `${channelId} ${ts}`;

/** Of the thread that it was asked in, or that its card began; null while it stands nowhere. */
function threadKeyOf({ card, request }: Task): string | null {
  const ts = request.threadTs ?? card?.ts;
  return ts === undefined ? null : threadKey({ channelId: card?.channelId ?? request.channelId, ts });
}

/** Numbered from where the values of every list end. */
function foundBy({ pullRequest, thread }: TaskFilter): { where: string; values: readonly string[] } {
  const wanted = [
    ['pull', pullRequest && pullKey(pullRequest)],
    ['thread', thread && threadKey(thread)],
  ].flatMap(([column, key]) => (column && key ? [[column, key] as const] : []));
  return {
    where: wanted.map(([column], index) => `${column} = ?${LIST_VALUES + 1 + index} AND`).join(' '),
    values: wanted.map(([, key]) => key),
  };
}
const LIST_VALUES = 6;

export type TaskRecords = ReturnType<typeof taskRecords>;

/** The recorded event of this id, where the task has seen it before. */
export function seenEvent(sql: Reads, id: TaskId, eventId: string): RecordedEvent | undefined {
  const row = sql.get<EventRow>('SELECT * FROM events WHERE task_id = ? AND event_id = ?', id, eventId);
  return row && recorded(row, id);
}

export function recordEvent(
  sql: Sql,
  id: TaskId,
  { sequence, event, because, from, to }: RecordedEvent,
): void {
  sql.run(
    `INSERT INTO events (task_id, event_id, sequence, event, because, from_state, to_state)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    id,
    event.id,
    sequence,
    JSON.stringify(event),
    JSON.stringify(because),
    from,
    to,
  );
}

/** Oldest first. */
export async function* eventsOf(store: Store, id: TaskId): AsyncGenerator<RecordedEvent, void> {
  const page = (after: EventRow | undefined) =>
    store.read.all<EventRow>(
      'SELECT * FROM events WHERE task_id = ? AND no > ? ORDER BY no LIMIT ?',
      id,
      after?.no ?? 0,
      PAGE_ROWS,
    );
  for await (const row of pages(page)) yield recorded(row, id);
}

function recorded(row: EventRow, id: TaskId): RecordedEvent {
  const of = `event ${row.no} of task ${id}`;
  return {
    sequence: row.sequence,
    event: parse<TaskEvent>(row.event, of),
    because: parse<RecordedEvent['because']>(row.because, of),
    from: row.from_state,
    to: row.to_state,
  };
}

function parse<T>(json: string, subject: string): T {
  try {
    return JSON.parse(json) as T;
  } catch (error) {
    throw new StoreError(
      'unreadable',
      `The stored ${subject} is not JSON. Restore the database from a backup.`,
      error,
    );
  }
}
