// The inbox on our store: kept before it is answered, a repeat recognised for a week.
import type { Inbox, InboxItem } from '#ports/inbox.ts';
import { PAGE_ROWS, pages } from './pages.ts';
import type { Store } from './store.ts';

/** GitHub lets a delivery be sent again for three days; Slack for minutes. */
const REMEMBER_MS = 7 * 24 * 3_600_000;
const TIDY_EVERY_MS = 3_600_000;

type Row = { no: number; source: string; key: string; received_at_ms: number; body: string };

export function storeInbox(store: Store): Inbox {
  let tidiedAtMs = 0;
  return {
    put: ({ source, key, receivedAtMs, body }) =>
      store.write((sql) => {
        if (receivedAtMs - tidiedAtMs >= TIDY_EVERY_MS) {
          sql.run('DELETE FROM inbox WHERE body IS NULL AND received_at_ms < ?', receivedAtMs - REMEMBER_MS);
          tidiedAtMs = receivedAtMs;
        }
        const added = sql.run(
          'INSERT INTO inbox (source, key, received_at_ms, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
          source,
          key,
          receivedAtMs,
          body,
        );
        return added === 1 ? 'new' : 'seen';
      }),

    done: (source, key) =>
      store.write((sql) => {
        sql.run('UPDATE inbox SET body = NULL WHERE source = ? AND key = ?', source, key);
      }),

    async *pending(source) {
      const page = (after: Row | undefined) =>
        store.read.all<Row>(
          'SELECT * FROM inbox WHERE source = ? AND no > ? AND body IS NOT NULL ORDER BY no LIMIT ?',
          source,
          after?.no ?? 0,
          PAGE_ROWS,
        );
      for await (const row of pages(page)) yield itemOf(row);
    },
  };
}

const itemOf = (row: Row): InboxItem => ({
  source: row.source,
  key: row.key,
  receivedAtMs: row.received_at_ms,
  body: row.body,
});
