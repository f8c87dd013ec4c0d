// Our own small store over node:sqlite: one file, one process, commits that are on the disk, errors that throw.
// It knows no task logic; the rooms beside it (task-records, outbox, timers, inbox, key-values) say what its rows mean.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type FileLock, lockFile } from './file-lock.ts';
import { groupCommit } from './group-commit.ts';
import { migrate, refuseNewerSchema } from './schema.ts';
import { type Sql, sqlOn } from './sql.ts';
import { asStoreError, StoreError } from './store-error.ts';

export type { Sql } from './sql.ts';

export type Store = {
  readonly path: string;
  /** Sees committed data only. Throws StoreError. */
  readonly read: Pick<Sql, 'get' | 'all'>;
  /**
   * Runs `work` within a transaction that it may share with others, and resolves once that is on the disk (WAL,
   * synchronous FULL). `work` is synchronous, sees what was written before it, and must have no other effect: when it
   * throws, or the commit fails, nothing of it is kept and the promise rejects.
   */
  write<T>(work: (sql: Sql) => T): Promise<T>;
  /** Aborted once a write has found that another process took the database over: every write fails from then on. */
  readonly lost: AbortSignal;
  /** Commits what is waiting, then frees the file for the next process. Safe to call twice. */
  close(): Promise<void>;
};

/** Opens or makes the database at `path` and locks it. Throws StoreError: `locked`, `newer_schema`, `io`, … */
export function openStore({ path }: { path: string }): Store {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let lock: FileLock | undefined;
  try {
    const taken = lockFile(path);
    lock = taken;
    return openLocked(path, () => taken.release());
  } catch (error) {
    lock?.release();
    throw asStoreError(error, path);
  }
}

/** For looking at a database that another process may have open, as `explain` does. Writing to it rejects. */
export function openStoreReadOnly({ path }: { path: string }): Store {
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    refuseNewerSchema(db, path);
    const refuse = () => Promise.reject(new StoreError('failed', `${path} was opened for reading only.`));
    const { signal: lost } = new AbortController();
    return { path, read: reading(db, path), write: refuse, lost, close: async () => closeOnce(db) };
  } catch (error) {
    throw asStoreError(error, path);
  }
}

function openLocked(path: string, release: () => void): Store {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    prepareFile(db, path);
    const sql = sqlOn(db);
    const lost = new AbortController();
    const group = groupCommit({ db, sql, path, checkOwner: ownerCheck(db, sql, path, lost) });
    return {
      path,
      lost: lost.signal,
      read: reading(db, path, sql),
      write: group.write,
      async close() {
        group.close();
        closeOnce(db);
        release();
      },
    };
  } catch (error) {
    closeOnce(db);
    throw error;
  }
}

function prepareFile(db: DatabaseSync, path: string): void {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode !== 'wal')
    throw new StoreError(
      'io',
      `${path}: this file system cannot hold a write-ahead log (got "${mode}"). Use a local disk.`,
    );
  db.exec('PRAGMA synchronous = FULL');
  migrate(db, path);
}

/**
 * A fence behind the lock: whoever opens the database counts up, and every transaction of an earlier opener then fails.
 * The lock alone is lost when somebody deletes the lock file of a process that still runs.
 */
function ownerCheck(db: DatabaseSync, sql: Sql, path: string, lost: AbortController): () => void {
  db.exec(
    "INSERT INTO meta (key, value) VALUES ('opened', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
  );
  const opened = () => sql.get<{ value: number }>("SELECT value FROM meta WHERE key = 'opened'")?.value;
  const ours = opened();
  return () => {
    if (opened() === ours) return;
    const error = new StoreError(
      'taken_over',
      `${path} was taken over by another Greenlight process: this one must stop.`,
    );
    // Not within the transaction: whoever hears of it may write.
    queueMicrotask(() => lost.abort(error));
    throw error;
  };
}

function reading(db: DatabaseSync, path: string, sql: Sql = sqlOn(db)): Pick<Sql, 'get' | 'all'> {
  const guarded = <T>(read: () => T): T => {
    if (!db.isOpen) throw new StoreError('closed', `${path} is closed.`);
    try {
      return read();
    } catch (error) {
      throw asStoreError(error, path);
    }
  };
  return {
    get: (query, ...values) => guarded(() => sql.get(query, ...values)),
    all: (query, ...values) => guarded(() => sql.all(query, ...values)),
  };
}

function closeOnce(db: DatabaseSync): void {
  if (db.isOpen) db.close();
}
