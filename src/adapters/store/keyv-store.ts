// Keyv's storage interface on our store, so that the rest of the bot uses Keyv for what is shared and small.
import { EventEmitter } from 'node:events';
import type { KeyvStoreAdapter } from 'keyv';
import { pages } from './pages.ts';
import type { Sql, Store } from './store.ts';

const TIDY_EVERY_MS = 3_600_000;
type Row = { key: string; value: string };

const PUT = 'INSERT OR REPLACE INTO kv (namespace, key, value, expires_at_ms) VALUES (?, ?, ?, ?)';
const LIVE = 'namespace = ? AND (expires_at_ms IS NULL OR expires_at_ms > ?)';
const MANY = 'key IN (SELECT value FROM json_each(?))';

/** One adapter per Keyv: Keyv writes its namespace onto it. Every failure rejects; nothing is ever emitted as `error`. */
export function keyvStore(store: Store): KeyvStoreAdapter {
  // Keyv insists on an emitter, and its clock is Date.now, so expiry here follows the same one.
  const adapter: KeyvStoreAdapter = Object.assign(new EventEmitter(), {
    opts: { dialect: 'sqlite', url: `sqlite://${store.path}` },
    ...methods(store, () => adapter.namespace ?? ''),
  });
  return adapter;
}

function methods(store: Store, namespace: () => string) {
  let tidiedAtMs = 0;
  const put = (sql: Sql, { key, value, ttl }: { key: string; value: string; ttl?: number }) => {
    const nowMs = Date.now();
    if (nowMs - tidiedAtMs >= TIDY_EVERY_MS) {
      sql.run('DELETE FROM kv WHERE expires_at_ms <= ?', nowMs);
      tidiedAtMs = nowMs;
    }
    sql.run(PUT, namespace(), key, value, ttl ? nowMs + ttl : null);
  };
  const live = (keys: readonly string[]) => {
    const rows = store.read.all<Row>(
      `SELECT key, value FROM kv WHERE ${LIVE} AND ${MANY}`,
      namespace(),
      Date.now(),
      JSON.stringify(keys),
    );
    return new Map(rows.map(({ key, value }) => [key, value]));
  };
  const remove = (keys: readonly string[]) =>
    store.write(
      (sql) =>
        sql.run(`DELETE FROM kv WHERE namespace = ? AND ${MANY}`, namespace(), JSON.stringify(keys)) > 0,
    );
  return {
    // biome-ignore lint/suspicious/noExplicitAny: Keyv types a stored value so; what we hold is always its JSON text.
    get: async (key: string): Promise<any> => live([key]).get(key),
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    getMany: async (keys: string[]): Promise<any[]> => {
      const found = live(keys);
      return keys.map((key) => found.get(key));
    },
    has: async (key: string) => live([key]).has(key),
    hasMany: async (keys: string[]) => {
      const found = live(keys);
      return keys.map((key) => found.has(key));
    },
    set: (key: string, value: string, ttl?: number) =>
      store.write((sql) => put(sql, { key, value, ...(ttl ? { ttl } : {}) })),
    setMany: (entries: { key: string; value: string; ttl?: number }[]) =>
      store.write((sql) => {
        for (const entry of entries) put(sql, entry);
      }),
    delete: (key: string) => remove([key]),
    deleteMany: remove,
    clear: () =>
      store.write((sql) => {
        sql.run('DELETE FROM kv WHERE namespace = ?', namespace());
      }),
    iterator: (of?: string) => entries(store, of ?? namespace()),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: Keyv's own type of an entry.
async function* entries(store: Store, namespace: string): AsyncGenerator<any[], void> {
  const page = (after: Row | undefined) =>
    store.read.all<Row>(
      `SELECT key, value FROM kv WHERE ${LIVE} AND key > ? ORDER BY key LIMIT 100`,
      namespace,
      Date.now(),
      after?.key ?? '',
    );
  for await (const { key, value } of pages(page)) yield [key, value];
}
