// The book of requests on our store: one row a task, added to in one statement.
import type { ApiUse } from '#core/ci/surroundings.ts';
import type { ApiBook } from '#ports/api-book.ts';
import type { Store } from './store.ts';

export function apiBook(store: Pick<Store, 'read' | 'write'>): ApiBook {
  return {
    of: async (taskId) =>
      store.read.get<ApiUse>('SELECT calls, free FROM api_use WHERE task_id = ?', taskId) ?? {
        calls: 0,
        free: 0,
      },
    add: async (taskId, { calls, free }) => {
      if (calls === 0) return;
      await store.write((sql) =>
        sql.run(
          `INSERT INTO api_use (task_id, calls, free) VALUES (?, ?, ?)
           ON CONFLICT (task_id) DO UPDATE SET calls = calls + excluded.calls, free = free + excluded.free`,
          taskId,
          calls,
          free,
        ),
      );
    },
  };
}
