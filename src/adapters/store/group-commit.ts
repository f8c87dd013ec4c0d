// Many writes, one transaction: whatever was asked for within a turn of the event loop shares one commit and one fsync.
import type { DatabaseSync } from 'node:sqlite';
import type { Sql } from './sql.ts';
import { asStoreError, StoreError } from './store-error.ts';

/** Bounds how long one group holds the event loop. */
const MAX_GROUP = 500;

type Write = { work: (sql: Sql) => unknown; settle: (outcome: Outcome) => void };
type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown };

export type GroupCommit = {
  write<T>(work: (sql: Sql) => T): Promise<T>;
  /** Commits what is waiting; refuses what comes after. */
  close(): void;
};

type Options = { db: DatabaseSync; sql: Sql; path: string; checkOwner: () => void };

export function groupCommit({ db, sql, path, checkOwner }: Options): GroupCommit {
  let waiting: Write[] = [];
  let scheduled: NodeJS.Immediate | undefined;
  let closed = false;

  const flush = () => {
    scheduled = undefined;
    const group = waiting.slice(0, MAX_GROUP);
    waiting = waiting.slice(MAX_GROUP);
    if (waiting.length > 0) scheduled = setImmediate(flush);
    const outcomes = commitGroup(group);
    // After the commit and in its order: nobody hears of a write that is not on the disk.
    for (const [index, write] of group.entries()) write.settle(outcomes[index] as Outcome);
  };

  const commitGroup = (group: readonly Write[]): Outcome[] => {
    try {
      db.exec('BEGIN IMMEDIATE');
      checkOwner();
      const outcomes = group.map(({ work }) => runOne(work));
      db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (db.isOpen && db.isTransaction) db.exec('ROLLBACK');
      const failure = asStoreError(error, path);
      return group.map(() => ({ ok: false, error: failure }));
    }
  };

  /** One write's own mistake undoes that write alone; trouble with the disk ends the whole group. */
  const runOne = (work: (sql: Sql) => unknown): Outcome => {
    db.exec('SAVEPOINT one');
    try {
      const value = work(sql);
      db.exec('RELEASE one');
      return { ok: true, value };
    } catch (error) {
      const failure = asStoreError(error, path);
      const isDiskTrouble = failure instanceof StoreError && failure.retryable;
      if (isDiskTrouble || !db.isTransaction) throw failure;
      db.exec('ROLLBACK TO one; RELEASE one');
      return { ok: false, error: failure };
    }
  };

  return {
    write<T>(work: (sql: Sql) => T): Promise<T> {
      if (closed)
        return Promise.reject(new StoreError('closed', `${path} is closed: this write came too late.`));
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const settle = (outcome: Outcome) =>
        outcome.ok ? resolve(outcome.value as T) : reject(outcome.error as Error);
      waiting.push({ work, settle });
      scheduled ??= setImmediate(flush);
      return promise;
    },
    close() {
      closed = true;
      clearImmediate(scheduled);
      while (waiting.length > 0) flush();
      clearImmediate(scheduled);
    },
  };
}
