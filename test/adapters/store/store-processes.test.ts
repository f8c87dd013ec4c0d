// The store among real processes: killed while it writes, held against the garbage collector, and on a disk that is full.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '#adapters/store/store.ts';
import { temporaryDatabase, temporaryStore } from './folder.ts';

const CHILD = new URL('child.ts', import.meta.url).pathname;
const run = promisify(execFile);

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { child, lines: createInterface({ input: child.stdout }) };
}

test('loses nothing it acknowledged to kill -9 while it writes', async () => {
  const path = temporaryDatabase();
  let acknowledged = 0;
  for (const linesOfLife of [1, 30, 200]) {
    const { child, lines } = start(process.execPath, [CHILD, 'write', path, String(acknowledged)]);
    let heard = 0;
    for await (const line of lines) {
      acknowledged = Number(line) + 1;
      heard += 1;
      if (heard === linesOfLife) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const store = openStore({ path });
    const keys = store.read.all<{ key: string }>('SELECT key FROM kv ORDER BY CAST(key AS INTEGER)');
    expect(keys.length).toBeGreaterThanOrEqual(acknowledged);
    expect(keys.map(({ key }) => Number(key))).toEqual(keys.map((_, index) => index));
    acknowledged = keys.length;
    await store.close();
  }
});

test('keeps the lock when the garbage collector has taken all it can', async () => {
  const path = temporaryDatabase();
  const { child, lines } = start(process.execPath, ['--expose-gc', CHILD, 'forget', path]);
  await once(lines, 'line');
  expect(() => openStore({ path })).toThrow(/in use by another/);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await openStore({ path }).close();
});

describe('a disk that takes no more', () => {
  test('rejects the write and keeps nothing of it, then goes on when there is room', async () => {
    const store = temporaryStore();
    const big = 'x'.repeat(200_000);
    const put = (key: string) =>
      store.write((sql) => sql.run("INSERT INTO kv (namespace, key, value) VALUES ('test', ?, ?)", key, big));
    const limit = (pages: number) => store.write((sql) => sql.get(`PRAGMA max_page_count = ${pages}`));
    await put('first');
    await limit(100);
    const failed = await Promise.allSettled([put('second'), put('third')]);
    for (const result of failed)
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { reason: 'disk_full', retryable: true, problem: { code: 'disk_full' } },
      });
    expect(store.read.all('SELECT key FROM kv')).toEqual([{ key: 'first' }]);
    await limit(10_000);
    await put('second');
    expect(store.read.all('SELECT key FROM kv')).toHaveLength(2);
  });

  test('says so when the operating system refuses to let the file grow', async () => {
    const path = temporaryDatabase();
    mkdirSync(dirname(path), { recursive: true });
    // The shell's limit counts blocks of 512 or 1024 bytes.
    const limited = ['-c', 'ulimit -f 512; exec "$0" "$@"', process.execPath, CHILD, 'fill', path];
    const { stdout } = await run('sh', limited);
    expectHonestReport(stdout, path, ['io', 'disk_full']);
  });

  test('says so on a real full file system', async (context) => {
    const path = temporaryDatabase();
    const folder = join(dirname(path), 'small');
    mkdirSync(folder);
    const mount = `mount -t tmpfs -o size=1m small "${folder}"`;
    const probe = await run('unshare', ['-rm', 'sh', '-c', mount]).catch((error: Error) => error);
    if (probe instanceof Error) {
      context.skip(`no small file system can be mounted here: ${probe.message}`);
      return;
    }
    const script = `${mount} && exec "$0" "$@"`;
    const args = ['-rm', 'sh', '-c', script, process.execPath, CHILD, 'fill', join(folder, 'greenlight.db')];
    const { stdout } = await run('unshare', args);
    expectHonestReport(stdout, join(folder, 'greenlight.db'), ['disk_full']);
  });
});

/** The child wrote until the disk refused, then counted what is in the file after opening it again. */
function expectHonestReport(stdout: string, path: string, reasons: readonly string[]): void {
  const report = JSON.parse(stdout) as {
    acknowledged: number;
    found: number;
    reason: string;
    message: string;
  };
  expect(reasons).toContain(report.reason);
  expect(report.message).toContain(path);
  expect(report.acknowledged).toBeGreaterThan(0);
  expect(report.found).toBe(report.acknowledged);
}
