// The store: what is acknowledged is on the disk, what fails is undone and loud, and one process owns the file.

import { unlinkSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { migrate, SCHEMA_VERSION } from '#adapters/store/schema.ts';
import { openStore, openStoreReadOnly, type Sql, type Store } from '#adapters/store/store.ts';
import { StoreError } from '#adapters/store/store-error.ts';
import { taskRecords } from '#adapters/store/task-records.ts';
import { temporaryDatabase, temporaryStore } from './folder.ts';

const put =
  (key: string, value = 'x') =>
  (sql: Sql) =>
    sql.run('INSERT INTO kv (namespace, key, value) VALUES (?, ?, ?)', 'test', key, value);
const keysIn = (store: Store) =>
  store.read.all<{ key: string }>('SELECT key FROM kv ORDER BY key').map(({ key }) => key);

test('keeps what it acknowledged when it is opened again', async () => {
  const store = temporaryStore();
  await store.write(put('a'));
  await store.close();
  await store.close();
  expect(keysIn(temporaryStore(store.path))).toEqual(['a']);
});

test('shows nobody a write that is not committed', async () => {
  const store = temporaryStore();
  const written = store.write(put('a'));
  expect(keysIn(store)).toEqual([]);
  await written;
  expect(keysIn(store)).toEqual(['a']);
});

test('lets later writes of one group see the earlier ones, and settles them in order', async () => {
  const store = temporaryStore();
  const settled: number[] = [];
  const counts = await Promise.all(
    [1, 2, 3].map(async (no) => {
      const count = await store.write((sql) => {
        put(`k${no}`)(sql);
        return sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM kv')?.n;
      });
      settled.push(no);
      return count;
    }),
  );
  expect(counts).toEqual([1, 2, 3]);
  expect(settled).toEqual([1, 2, 3]);
});

test('undoes a write that throws, whole, and keeps its neighbours', async () => {
  const store = temporaryStore();
  const results = await Promise.allSettled([
    store.write(put('before')),
    store.write((sql) => {
      put('half')(sql);
      throw new TypeError('a bug');
    }),
    store.write(put('before')),
    store.write(put('after')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { message: 'a bug' } });
  expect(results[2]).toMatchObject({ reason: { name: 'StoreError', reason: 'failed' } });
  expect(keysIn(store)).toEqual(['after', 'before']);
});

test('commits more writes than one group holds', async () => {
  const store = temporaryStore();
  const keys = Array.from({ length: 1_200 }, (_, index) => `k${String(index).padStart(4, '0')}`);
  await Promise.all(keys.map((key) => store.write(put(key))));
  expect(keysIn(store)).toEqual(keys);
});

test('commits what is waiting when it is closed, and refuses what comes after', async () => {
  const store = temporaryStore();
  const waiting = store.write(put('a'));
  await store.close();
  await waiting;
  await expect(store.write(put('b'))).rejects.toMatchObject({ reason: 'closed' });
  expect(() => keysIn(store)).toThrow(StoreError);
  expect(keysIn(temporaryStore(store.path))).toEqual(['a']);
});

test('writes ahead to a log and waits for the disk at every commit', () => {
  const store = temporaryStore();
  expect(store.read.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
  // 2 is FULL: https://sqlite.org/pragma.html#pragma_synchronous
  expect(store.read.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
});

test('refuses a second opener by the name of the file and says what to do, until the first has closed', async () => {
  const store = temporaryStore();
  expect(() => openStore({ path: store.path })).toThrow(
    expect.objectContaining({
      reason: 'locked',
      message: expect.stringMatching(/greenlight\.db.*stop the other/),
    }),
  );
  await store.close();
  await openStore({ path: store.path }).close();
});

test('lets another process look while it is open, but not write', async () => {
  const store = temporaryStore();
  await store.write(put('a'));
  const looking = openStoreReadOnly({ path: store.path });
  onTestFinished(() => looking.close());
  expect(keysIn(looking)).toEqual(['a']);
  await store.write(put('b'));
  expect(keysIn(looking)).toEqual(['a', 'b']);
  await expect(looking.write(put('c'))).rejects.toThrow(/reading only/);
});

test('stops writing when its lock file was deleted and another process took over', async () => {
  const old = temporaryStore();
  await old.write(put('before'));
  unlinkSync(`${old.path}.lock`);
  const next = temporaryStore(old.path);
  await expect(old.write(put('zombie'))).rejects.toMatchObject({ reason: 'taken_over' });
  await next.write(put('after'));
  expect(keysIn(next)).toEqual(['after', 'before']);
});

test('refuses a database that newer code wrote, and leaves it and its lock alone', async () => {
  const path = temporaryDatabase();
  await openStore({ path }).close();
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  const refusal = expect.objectContaining({
    reason: 'newer_schema',
    message: expect.stringContaining('newer'),
  });
  expect(() => openStore({ path })).toThrow(refusal);
  expect(() => openStore({ path })).toThrow(refusal);
  expect(() => openStoreReadOnly({ path })).toThrow(refusal);
});

test('finds tasks that older code wrote by pull request and thread, by an index', async () => {
  const path = temporaryDatabase();
  const db = new DatabaseSync(path);
  migrate(db, path, 6);
  const repo = { owner: 'Acme', name: 'App' };
  const card = { channelId: 'C1', ts: '7.2' };
  for (const [id, over] of [
    ['t-1', { card, pullRequest: { number: 3 } }],
    ['t-2', { card, request: { channelId: 'C1', threadTs: '7.1' } }],
    ['t-3', { card: null, pullRequest: null }],
  ] as const)
    db.prepare(
      "INSERT INTO tasks (id, version, state, updated_at_ms, record) VALUES (?, 1, 'queued', 9, ?)",
    ).run(id, JSON.stringify({ repo, request: { channelId: 'C1' }, ...over }));
  db.close();
  const store = temporaryStore(path);
  const rows = store.read.all('SELECT id, pull, thread FROM tasks ORDER BY id');
  expect(rows.map((row) => Object.values(row as object))).toEqual([
    ['t-1', 'acme/app#3', 'C1 7.2'],
    ['t-2', null, 'C1 7.1'],
    ['t-3', null, null],
  ]);
  const asked = {
    all: (sql: string, ...values: never[]) => {
      plans.push(...store.read.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values));
      return [];
    },
  };
  const plans: { detail: string }[] = [];
  const records = taskRecords();
  for (const filter of [{ pullRequest: { repo, number: 3 } }, { thread: card }])
    for await (const _ of records.list({ ...store, read: asked } as never, filter)) throw new Error('none');
  expect(plans.map(({ detail }) => detail)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/SEARCH tasks USING INDEX tasks_by_pull/),
      expect.stringMatching(/SEARCH tasks USING INDEX tasks_by_thread/),
    ]),
  );
});

test('knows of tasks that older code wrote since when they rest', async () => {
  const path = temporaryDatabase();
  const db = new DatabaseSync(path);
  migrate(db, path, 4);
  for (const [id, state] of [
    ['t-1', { name: 'merged', atMs: 7 }],
    ['t-2', { name: 'approved', atMs: 8 }],
    ['t-3', { name: 'queued' }],
  ] as const)
    db.prepare('INSERT INTO tasks (id, version, state, updated_at_ms, record) VALUES (?, 1, ?, 9, ?)').run(
      id,
      state.name,
      JSON.stringify({ state }),
    );
  db.close();
  const store = temporaryStore(path);
  const rows = store.read.all('SELECT id, rested_at_ms, has_files FROM tasks ORDER BY id');
  expect(rows.map((row) => Object.values(row as object))).toEqual([
    ['t-1', 7, 1],
    ['t-2', null, 1],
    ['t-3', null, 1],
  ]);
});

test('says which file is not a database', () => {
  const path = temporaryDatabase();
  const db = new DatabaseSync(`${path}.lock`);
  db.close();
  expect(() => openStoreReadOnly({ path })).toThrow(path);
});
