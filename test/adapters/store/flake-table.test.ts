// The flake table on the store: kept over restarts, by repository, written in one step.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { flakeTable } from '#adapters/store/flake-table.ts';
import { migrate } from '#adapters/store/schema.ts';
import { openStore } from '#adapters/store/store.ts';
import { type FlakeEntry, learn, MAX_ENTRIES } from '#core/triage/flakes.ts';
import { commit } from '#test/core/support/samples.ts';

const repo = { owner: 'acme', name: 'payments' };
const TEST = { test: 'settles in order', job: 'test' };
const CHOICE = { tests: [TEST.test], jobs: [] };
const put = (...entries: FlakeEntry[]) => ({ put: entries, forgetBeforeMs: 0 });
const seen = (n: number) => ({ sha: commit(n), outcome: 'failed' as const, on: 'rerun' as const, atMs: n });

it('keeps what it was taught over a restart, for that repository only, whatever the case of its name', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db');
  const first = openStore({ path });
  await flakeTable(first).update(repo, CHOICE, () => put(learn(undefined, TEST, seen(1))));
  await first.close();
  const store = openStore({ path });
  const table = flakeTable(store);
  expect(await table.all({ owner: 'Acme', name: 'Payments' })).toEqual([learn(undefined, TEST, seen(1))]);
  expect(await table.all({ owner: 'acme', name: 'ledger' })).toEqual([]);
  await store.close();
});

it('loses nothing when several tasks teach it at once', async () => {
  const store = openStore({ path: join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db') });
  const table = flakeTable(store);
  await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      table.update(repo, CHOICE, (entries) => put(learn(entries[0], TEST, seen(n)))),
    ),
  );
  expect((await table.all(repo))[0]?.seen).toHaveLength(5);
  await store.close();
});

it('is loud when it cannot be read', async () => {
  const store = openStore({ path: join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db') });
  await store.close();
  await expect(flakeTable(store).all(repo)).rejects.toThrow(/closed/);
});

it('reads no more than what is asked for: the named tests, and those of the named jobs', async () => {
  const store = openStore({ path: join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db') });
  const table = flakeTable(store);
  const entry = (test: string, job: string) => learn(undefined, { test, job }, seen(1));
  await table.update(repo, { tests: [], jobs: [] }, () =>
    put(entry('a', 'x'), entry('b', 'y'), entry('c', 'z')),
  );
  const given: string[] = [];
  await table.update(repo, { tests: ['a', "'); DROP TABLE flakes"], jobs: ['y'] }, (entries) => {
    given.push(...entries.map(({ test }) => test));
    return put();
  });
  expect(given.sort()).toEqual(['a', 'b']);
  await store.close();
});

it('forgets what nobody has seen for long, and keeps no more than fits', async () => {
  const store = openStore({ path: join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db') });
  const table = flakeTable(store);
  const entries = Array.from({ length: MAX_ENTRIES + 10 }, (_, n) =>
    learn(undefined, { test: `test ${n}`, job: 'test' }, seen(n)),
  );
  await table.update(repo, { tests: [], jobs: [] }, () => put(...entries));
  const kept = await table.all(repo);
  expect(kept).toHaveLength(MAX_ENTRIES);
  expect(kept.some(({ test }) => test === 'test 9')).toBe(false);
  await table.update(repo, { tests: [], jobs: [] }, () => ({ put: [], forgetBeforeMs: 5_000 }));
  expect((await table.all(repo)).map(({ test }) => test).sort()[0]).toBe('test 5000');
  await store.close();
});

it('knows when entries of an older store were last seen', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db');
  const db = new DatabaseSync(path);
  migrate(db, path, 2);
  const older = learn(undefined, TEST, seen(7));
  db.prepare('INSERT INTO flakes (repo, test, record) VALUES (?, ?, ?)').run(
    'acme/payments',
    TEST.test,
    JSON.stringify(older),
  );
  db.close();
  const store = openStore({ path });
  expect(store.read.all('SELECT job, seen_at_ms FROM flakes')).toEqual([{ job: 'test', seen_at_ms: 7 }]);
  await store.close();
});
