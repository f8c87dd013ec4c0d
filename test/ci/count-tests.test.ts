// What CI makes of the reports of its tests: its closing line, what it names, and whether it fails.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const run = promisify(execFile);
const CI = new URL('../../.ci/', import.meta.url).pathname;

type Status = 'passed' | 'failed' | 'skipped' | 'todo';
type Report = Readonly<Record<string, Readonly<Record<string, Status>>>>;

type Ran = { readonly lines: readonly string[]; readonly code: number };

async function count(paths: readonly string[]): Promise<Ran> {
  const ran = run(process.execPath, [join(CI, 'count-tests.ts'), ...paths]).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failure: { stdout: string; code: number }) => failure,
  );
  const { stdout, code } = await ran;
  return { lines: stdout.trim().split('\n'), code };
}

/** The lines it prints and its exit code. */
async function counted(...reports: readonly Report[]): Promise<Ran> {
  const folder = temporaryFolder('reports');
  const paths = reports.map((_, index) => join(folder, `${index}.json`));
  await Promise.all(reports.map((report, index) => writeFile(paths[index] ?? '', asVitest(report))));
  return await count(paths);
}

const asVitest = (report: Report): string =>
  JSON.stringify({
    testResults: Object.entries(report).map(([name, tests]) => ({
      name,
      status: Object.values(tests).includes('failed') ? 'failed' : 'passed',
      assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
    })),
  });

test('counts what passed and failed', async () => {
  expect(await counted({ 'a.ts': { one: 'passed', two: 'failed' }, 'b.ts': { three: 'passed' } })).toEqual({
    lines: ['2 passed, 1 failed, 0 skipped'],
    code: 0,
  });
});

test.each(['skipped', 'todo'] as const)(
  'a %s test that nobody allowed is named, and fails the run',
  async (how) => {
    expect(await counted({ 'a.ts': { one: 'passed', 'the engine stops': how } })).toEqual({
      lines: ['SKIPPED, and must not be: the engine stops', '1 passed, 0 failed, 1 skipped'],
      code: 1,
    });
  },
);

test('what passes only the second time counts, and is named as flaky', async () => {
  const first = { 'a.ts': { one: 'passed', two: 'failed' } } as const;
  expect(await counted(first, { 'a.ts': { one: 'passed', two: 'passed' } })).toEqual({
    lines: ['FLAKY (failed, then passed when run alone): two', '2 passed, 0 failed, 0 skipped'],
    code: 0,
  });
});

test('no report is a failure', async () => {
  expect(await count([join(temporaryFolder('reports'), 'none.json')])).toEqual({
    lines: ['The tests ended without a report.', '0 passed, 1 failed, 0 skipped'],
    code: 1,
  });
});
