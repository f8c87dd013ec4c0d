// What a database holds, opened for reading beside a bot that may be at work on it.
import { existsSync } from 'node:fs';
import { type AuditFilter, auditLines } from '#adapters/store/audit-log.ts';
import { everythingFlaky } from '#adapters/store/flake-table.ts';
import { openStoreReadOnly } from '#adapters/store/store.ts';
import { StoreError } from '#adapters/store/store-error.ts';
import { type TaskReader, taskReader } from './task-reader.ts';

type Stored = {
  readonly tasks: TaskReader;
  readonly flaky: () => ReturnType<typeof everythingFlaky>;
  readonly audit: (filter: AuditFilter) => ReturnType<typeof auditLines>;
};
type Looked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly because: 'nothing_there' }
  /** `detail` names the file, the cause and what to do. */
  | { readonly ok: false; readonly because: 'unreadable'; readonly detail: string };

/** Closes it again, whatever `look` does; what `look` itself throws is thrown on. */
export async function lookInto<T>(path: string, look: (stored: Stored) => Promise<T>): Promise<Looked<T>> {
  if (!existsSync(path)) return { ok: false, because: 'nothing_there' };
  try {
    const store = openStoreReadOnly({ path });
    try {
      return {
        ok: true,
        value: await look({
          tasks: taskReader(store),
          flaky: () => everythingFlaky(store),
          audit: (filter) => auditLines(store, filter),
        }),
      };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { ok: false, because: 'unreadable', detail: error.message };
  }
}
