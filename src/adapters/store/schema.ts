// The tables, as the ordered list of changes that made them. A released entry is never edited: add the next one.
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';

const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

  -- no: order of creation. state: copied out of the record, to list by.
  CREATE TABLE tasks (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX tasks_by_state ON tasks (state, no);

  -- Every event that was applied: the history for people and, by its unique index, the memory of what was seen.
  CREATE TABLE events (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    event TEXT NOT NULL,
    because TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    UNIQUE (task_id, event_id)
  );

  -- Effects still to be run, in the order they were wished for.
  CREATE TABLE outbox (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL,
    type TEXT NOT NULL,
    effect TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    failing_since_ms INTEGER,
    next_try_at_ms INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX outbox_by_task ON outbox (task_id, type);

  -- try_at_ms is due_at_ms, or later where firing failed.
  CREATE TABLE timers (
    task_id TEXT NOT NULL,
    name TEXT NOT NULL,
    due_at_ms INTEGER NOT NULL,
    try_at_ms INTEGER NOT NULL,
    PRIMARY KEY (task_id, name)
  ) WITHOUT ROWID;
  CREATE INDEX timers_by_time ON timers (try_at_ms);

  -- body is dropped when it is done; the key stays, to recognise a repeat.
  CREATE TABLE inbox (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL,
    body TEXT,
    UNIQUE (source, key)
  );
  CREATE INDEX inbox_pending ON inbox (source, no) WHERE body IS NOT NULL;
  CREATE INDEX inbox_by_time ON inbox (received_at_ms);

  CREATE TABLE kv (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    expires_at_ms INTEGER,
    PRIMARY KEY (namespace, key)
  ) WITHOUT ROWID;
  CREATE INDEX kv_by_expiry ON kv (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
  `,
  `
  -- What is known of a repository's tests; record is JSON.
  CREATE TABLE flakes (
    repo TEXT NOT NULL,
    test TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (repo, test)
  ) WITHOUT ROWID;
  `,
  `
  -- Copied out of the record, to choose and to forget by.
  ALTER TABLE flakes ADD COLUMN job TEXT NOT NULL DEFAULT '';
  ALTER TABLE flakes ADD COLUMN seen_at_ms INTEGER NOT NULL DEFAULT 0;
  UPDATE flakes SET
    job = coalesce(json_extract(record, '$.job'), ''),
    seen_at_ms = max(
      coalesce(json_extract(record, '$.sinceMs'), 0),
      coalesce(json_extract(record, '$.seen[#-1].atMs'), 0),
      coalesce(json_extract(record, '$.elsewhere[#-1].atMs'), 0)
    );
  CREATE INDEX flakes_by_job ON flakes (repo, job);
  CREATE INDEX flakes_by_time ON flakes (repo, seen_at_ms);
  `,
  `
  -- Requests to the forge that each task has cost; free ones were answered with "nothing has changed".
  CREATE TABLE api_use (
    task_id TEXT PRIMARY KEY,
    calls INTEGER NOT NULL,
    free INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- Copied out of the record, to find by what has ended long ago; null where a task is not at rest.
  ALTER TABLE tasks ADD COLUMN rested_at_ms INTEGER;
  ALTER TABLE tasks ADD COLUMN has_files INTEGER NOT NULL DEFAULT 1;
  UPDATE tasks SET rested_at_ms = json_extract(record, '$.state.atMs') WHERE state IN
    ('green', 'blocked', 'needs_human', 'merged', 'ready_for_review', 'aborted');
  CREATE INDEX tasks_by_rest ON tasks (rested_at_ms, has_files) WHERE rested_at_ms IS NOT NULL;

  -- Tasks that retention has let go of; their events may go some time after them.
  CREATE TABLE forgotten (
    task_id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    ended_at_ms INTEGER NOT NULL,
    removed_at_ms INTEGER NOT NULL,
    after_days INTEGER NOT NULL,
    has_events INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX forgotten_with_events ON forgotten (task_id) WHERE has_events = 1;
  `,
  `
  -- Decisions of people and acts in their name; digest binds a line to all before it.
  CREATE TABLE audit (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    line TEXT NOT NULL,
    digest TEXT NOT NULL
  );
  -- The newest entry that retention has removed.
  CREATE TABLE audit_start (id INTEGER PRIMARY KEY CHECK (id = 1), no INTEGER NOT NULL, digest TEXT NOT NULL);
  -- Against slips, not against whoever owns the file: that is what the digests are for.
  CREATE TRIGGER audit_is_kept BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
  CREATE TRIGGER audit_goes_by_age BEFORE DELETE ON audit
    WHEN old.no > coalesce((SELECT no FROM audit_start), 0)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
  `,
  `
  -- Copied out of the record, to find a task by where people speak of it.
  ALTER TABLE tasks ADD COLUMN pull TEXT;
  ALTER TABLE tasks ADD COLUMN thread TEXT;
  UPDATE tasks SET
    pull = lower(json_extract(record, '$.repo.owner') || '/' || json_extract(record, '$.repo.name'))
      || '#' || json_extract(record, '$.pullRequest.number'),
    thread = coalesce(json_extract(record, '$.card.channelId'), json_extract(record, '$.request.channelId'))
      || ' ' || coalesce(json_extract(record, '$.request.threadTs'), json_extract(record, '$.card.ts'));
  CREATE INDEX tasks_by_pull ON tasks (pull, no) WHERE pull IS NOT NULL;
  CREATE INDEX tasks_by_thread ON tasks (thread, no) WHERE thread IS NOT NULL;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Refuses a database that newer code has changed: this code would misread it. */
export function refuseNewerSchema(db: DatabaseSync, path: string): number {
  const row = db.prepare('PRAGMA user_version').get();
  const version = Number(row?.user_version ?? 0);
  if (version > SCHEMA_VERSION)
    throw new StoreError(
      'newer_schema',
      `${path} was written by a newer Greenlight (schema ${version}, this one knows ${SCHEMA_VERSION}). Run that version again, or restore the backup made before the upgrade.`,
    );
  return version;
}

/** Brings the database to this version, each step whole or not at all. */
export function migrate(db: DatabaseSync, path: string, to = SCHEMA_VERSION): void {
  const from = refuseNewerSchema(db, path);
  for (const [index, change] of MIGRATIONS.entries()) {
    if (index < from || index >= to) continue;
    db.exec(`BEGIN IMMEDIATE; ${change}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
