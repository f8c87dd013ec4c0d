// One process per database: an exclusive lock that the operating system frees when its holder dies, however it dies.
import { DatabaseSync } from 'node:sqlite';
import { isBusy, StoreError } from './store-error.ts';

/**
 * Locks this process holds. The lock lives in an open file handle: were it reachable only from a closure that nobody
 * calls again, the garbage collector would close it and let a second process in.
 */
const held = new Set<DatabaseSync>();

export type FileLock = { release(): void };

/** Takes `<path>.lock` beside the database, so that readers and backups can still open the database itself. */
export function lockFile(path: string): FileLock {
  const handle = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    handle.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    handle.close();
    if (!isBusy(error)) throw error;
    throw new StoreError(
      'locked',
      `${path} is in use by another Greenlight process. Only one may run on a database: stop the other one, or give this one a data directory of its own.`,
      error,
    );
  }
  held.add(handle);
  return {
    release() {
      if (held.delete(handle)) handle.close();
    },
  };
}
