// The flake table on the store: kept over restarts, by repository, written in one step.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flakeTable } from '#adapters/store/flake-table.ts';
import { openStore } from '#adapters/store/store.ts';
import { learn } from '#core/triage/flakes.ts';
import { commit } from '#test/core/support/samples.ts';

const repo = { owner: 'acme', name: 'payments' };
const TEST = { test: 'settles in order', job: 'test' };
const seen = (n: number) => ({ sha: commit(n), outcome: 'failed' as const, on: 'rerun' as const, atMs: n });

it('keeps what it was taught over a restart, for that repository only, whatever the case of its name', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db');
  const first = openStore({ path });
  await flakeTable(first).update(repo, () => [learn(undefined, TEST, seen(1))]);
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
    [1, 2, 3, 4, 5].map((n) => table.update(repo, (entries) => [learn(entries[0], TEST, seen(n))])),
  );
  expect((await table.all(repo))[0]?.seen).toHaveLength(5);
  await store.close();
});

it('is loud when it cannot be read', async () => {
  const store = openStore({ path: join(mkdtempSync(join(tmpdir(), 'greenlight-flakes-')), 'greenlight.db') });
  await store.close();
  await expect(flakeTable(store).all(repo)).rejects.toThrow(/closed/);
});
