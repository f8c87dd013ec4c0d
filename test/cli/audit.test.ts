// `greenlight audit`: the log as scripts read it, from the store of a bot that may run.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { lookInto } from '#adapters/engine/look-into.ts';
import { recordAudit } from '#adapters/store/audit-log.ts';
import { migrate } from '#adapters/store/schema.ts';
import { openStore } from '#adapters/store/store.ts';
import type { AuditEntry } from '#core/audit.ts';
import { taskId } from '#core/ids.ts';
import { commit } from '#test/core/support/samples.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { runAudit } from '../../src/cli-audit.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 14);
const entry = (hoursAgo: number, id: string): AuditEntry => ({
  atMs: NOW - hoursAgo * HOUR,
  taskId: taskId(id),
  repo: 'acme/payments',
  action: 'approve',
  who: { kind: 'chat', teamId: 'T1', userId: 'UBEN', name: 'ben "b" b' },
  from: 'button',
  sha: commit(1),
  policyDigest: '0123456789abcdef',
  result: 'approved',
  before: 'green',
  after: 'approved',
});

async function recorded(...entries: readonly AuditEntry[]): Promise<string> {
  const dataDir = temporaryFolder('audit');
  const store = openStore({ path: join(dataDir, 'greenlight.db') });
  await store.write((sql) => {
    for (const each of entries) recordAudit(sql, each);
  });
  await store.close();
  return dataDir;
}

async function audit(dataDir: string, ...args: string[]) {
  const lines: string[] = [];
  const people: string[] = [];
  const code = await runAudit(args, {
    env: { GREENLIGHT_DATA_DIR: dataDir },
    tell: { output: (line) => lines.push(line), person: (line) => people.push(line) },
    lookInto: (dir, look) => lookInto(join(dir, 'greenlight.db'), look),
    nowMs: NOW,
  });
  return { code, lines, people };
}

const numbers = ({ lines }: { lines: string[] }): number[] => lines.map((line) => JSON.parse(line).no);

it('prints one line of JSON for each entry, oldest first', async () => {
  const dataDir = await recorded(entry(50, 't-00000001'), entry(2, 't-00000002'));
  const { code, lines, people } = await audit(dataDir);
  expect({ code, people }).toEqual({ code: 0, people: [] });
  expect(lines).toMatchInlineSnapshot(`
    [
      "{"at":"2026-11-21T12:00:00.000Z","task":"t-00000001","repo":"acme/payments","action":"approve","who":{"kind":"chat","teamId":"T1","userId":"UBEN","name":"ben \\"b\\" b"},"from":"button","sha":"0000000000000000000000000000000000000001","result":"approved","before":"green","after":"approved","policy":"0123456789abcdef","no":1,"digest":"5db394dff5b3bfc05a2360c347d00b81b01dfb4f9676586b4a0ddbe197d2b14e"}",
      "{"at":"2026-11-23T12:00:00.000Z","task":"t-00000002","repo":"acme/payments","action":"approve","who":{"kind":"chat","teamId":"T1","userId":"UBEN","name":"ben \\"b\\" b"},"from":"button","sha":"0000000000000000000000000000000000000001","result":"approved","before":"green","after":"approved","policy":"0123456789abcdef","no":2,"digest":"981ac080e84d29d92f997e4f8e55684ab6ba9052599bb22227cdde0a8ac29c15"}",
    ]
  `);
});

it('takes those since a time or for a while, and those of a task', async () => {
  const dataDir = await recorded(entry(50, 't-00000001'), entry(2, 't-00000002'), entry(1, 't-00000001'));
  expect(numbers(await audit(dataDir, '--since', '1d'))).toEqual([2, 3]);
  expect(numbers(await audit(dataDir, '--since', '90m'))).toEqual([3]);
  expect(numbers(await audit(dataDir, '--since', '2026-11-23T11:00Z'))).toEqual([2, 3]);
  expect(numbers(await audit(dataDir, '--task', 't-00000001'))).toEqual([1, 3]);
  expect(numbers(await audit(dataDir, '--task', 't-00000001', '--since', '2026-11-23'))).toEqual([3]);
});

it.each([['--since'], ['--since', 'yesterday'], ['--task', 'x'], ['all'], ['--who', 'ben']])(
  'says how it is used: %s %s',
  async (...args) => {
    const { code, people } = await audit(await recorded(), ...args);
    expect(code).toBe(64);
    expect(people.join()).toContain('greenlight audit [--since');
  },
);

it('says what is not whole, and prints what there is', async () => {
  const dataDir = await recorded(entry(3, 't-00000001'), entry(2, 't-00000001'), entry(1, 't-00000001'));
  const db = new DatabaseSync(join(dataDir, 'greenlight.db'));
  db.exec('DROP TRIGGER audit_goes_by_age; DELETE FROM audit WHERE no = 2');
  db.close();
  const told = await audit(dataDir, '--since', '90m');
  expect(numbers(told)).toEqual([3]);
  expect({ code: told.code, people: told.people }).toMatchInlineSnapshot(`
    {
      "code": 1,
      "people": [
        "The audit log is not whole: entry 2 is missing. Compare it with an export or a backup from before.",
      ],
    }
  `);
});

it('finds nothing in a store of before there was a log', async () => {
  const dataDir = temporaryFolder('audit');
  const path = join(dataDir, 'greenlight.db');
  const db = new DatabaseSync(path);
  migrate(db, path, 5);
  db.close();
  expect(await audit(dataDir)).toEqual({ code: 0, lines: [], people: [] });
});
