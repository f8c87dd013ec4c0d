// What the store throws: a PortError that also says which kind of trouble it is, so that nobody reads messages to decide.
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';

export type StoreErrorReason =
  /** Another process holds the database. */
  | 'locked'
  /** Another process took the database over while this one still ran. */
  | 'taken_over'
  | 'newer_schema'
  | 'newer_record'
  /** A stored record cannot be read back. */
  | 'unreadable'
  | 'disk_full'
  /** The disk refused to read or write. */
  | 'io'
  | 'closed'
  | 'failed';

const RETRYABLE: ReadonlySet<StoreErrorReason> = new Set(['disk_full', 'io']);

export class StoreError extends PortError {
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, message: string, cause?: unknown) {
    super(problem(reason === 'disk_full' ? 'disk_full' : 'internal', message), {
      retryable: RETRYABLE.has(reason),
      cause,
    });
    this.name = 'StoreError';
    this.message = message;
    this.reason = reason;
  }
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); the extended code's low byte. */
const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;

export const isBusy = (error: unknown): boolean => primaryCode(error) === SQLITE_BUSY;

/** SQLite's own errors as StoreError; a bug of ours passes through as it is. */
export function asStoreError(error: unknown, path: string): unknown {
  const code = primaryCode(error);
  if (code === undefined || error instanceof StoreError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (code === SQLITE_FULL)
    return new StoreError(
      'disk_full',
      `${path}: no room left to write. Free disk space; nothing was lost.`,
      error,
    );
  if (code === SQLITE_IOERR)
    return new StoreError(
      'io',
      `${path}: the disk refused (${detail}). Look at the disk and its mount.`,
      error,
    );
  return new StoreError('failed', `${path}: ${detail}`, error);
}
