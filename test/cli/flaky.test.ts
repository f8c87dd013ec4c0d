// `greenlight flaky`: the flake table as people and scripts read it, from the store of a bot that may run.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookInto } from '#adapters/engine/look-into.ts';
import { flakeTable } from '#adapters/store/flake-table.ts';
import { openStore } from '#adapters/store/store.ts';
import type { Sha } from '#core/ids.ts';
import { learn } from '#core/triage/flakes.ts';
import { commit } from '#test/core/support/samples.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { runFlaky } from '../../src/cli-flaky.ts';

const DAY = 24 * 3_600_000;
const START = Date.UTC(2026, 10, 23);

async function taught(): Promise<string> {
  const dataDir = temporaryFolder('flaky');
  const store = openStore({ path: join(dataDir, 'greenlight.db') });
  const teach = (name: string, test: string, ...seen: [Sha, 'passed' | 'failed'][]) =>
    flakeTable(store).update({ owner: 'acme', name }, { tests: [], jobs: [] }, () => ({
      forgetBeforeMs: 0,
      put: [
        seen.reduce(
          (entry, [sha, outcome], index) =>
            learn(
              entry,
              { test, job: 'test' },
              { sha, outcome, on: 'default_branch', atMs: START + index * DAY },
            ),
          undefined as ReturnType<typeof learn> | undefined,
        ) as ReturnType<typeof learn>,
      ],
    }));
  await teach('payments', 'a.test.js › expires a hold', [commit(1), 'failed'], [commit(1), 'passed']);
  await teach('payments', 'a.test.js › settles', [commit(1), 'failed']);
  await teach(
    'ledger',
    'b.test.js › \u001b[31madds',
    [commit(1), 'failed'],
    [commit(2), 'failed'],
    [commit(3), 'failed'],
  );
  await store.close();
  return dataDir;
}

async function flaky(dataDir: string, ...args: string[]) {
  const lines: string[] = [];
  const tell = {
    output: (line: string) => lines.push(line),
    person: (line: string) => lines.push(`! ${line}`),
  };
  const code = await runFlaky(args, {
    env: { GREENLIGHT_DATA_DIR: dataDir },
    tell,
    lookInto: (dir, look) => lookInto(join(dir, 'greenlight.db'), look),
  });
  return { code, lines };
}

it('tells what is broken or flaky, why and since when, in words that a terminal does not obey', async () => {
  expect(await flaky(await taught())).toMatchInlineSnapshot(`
    {
      "code": 0,
      "lines": [
        "acme/ledger",
        "  broken  b.test.js › adds: failed on the last 3 commits of the default branch (since 2026-11-25)",
        "acme/payments",
        "  flaky   a.test.js › expires a hold: failed and passed on 0000000 (since 2026-11-24)",
        "  1 other test failed before and is healthy",
      ],
    }
  `);
});

it('tells one repository by either name, as JSON lines', async () => {
  const { code, lines } = await flaky(await taught(), '--json', 'Payments');
  expect(code).toBe(0);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { repo: 'acme/payments', test: 'a.test.js › expires a hold', status: 'flaky', flips: 1 },
    { repo: 'acme/payments', test: 'a.test.js › settles', status: 'healthy', seen: [{ outcome: 'failed' }] },
  ]);
});

it('says that nothing is known, or that it was asked wrongly', async () => {
  expect(await flaky(await taught(), 'nobody/nothing')).toEqual({
    code: 0,
    lines: ['! No test of nobody/nothing is known to have failed yet.'],
  });
  expect((await flaky(await taught(), '--all')).code).toBe(64);
  expect((await flaky(temporaryFolder('none'))).code).toBe(1);
});
