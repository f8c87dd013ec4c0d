// What a sandbox of plain processes must see to by itself: nothing outlives the bot, nobody else's process is hurt, and
// nothing that the agent left is run.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { startOf } from '#adapters/worktree/processes.ts';
import { worktreeSandbox } from '#adapters/worktree/worktree-sandbox.ts';
import { sha } from '#core/ids.ts';
import { silentLog } from '#ports/log.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { describeWith } from '#test/support/parts.ts';

const BOT = new URL('./bot.ts', import.meta.url).pathname;
const SOON = { timeout: 10_000, interval: 20 };

async function setUp(log = silentLog) {
  const bench: Bench = await sandboxBench('none');
  const dataDir = mkdtempSync(join(tmpdir(), 'greenlight-test-'));
  const make = () => worktreeSandbox({ dataDir, clock: systemClock(), log, env: process.env });
  const sandbox = make();
  onTestFinished(async () => {
    await sandbox.close();
    await bench.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { bench, dataDir, sandbox, make, runsDir: join(dataDir, 'worktrees') };
}

/** Runs the attempt in a bot of its own; resolves with the numbers that the agent printed as `pids: 1 2`. */
async function startBot(dataDir: string, spec: AttemptSpec) {
  const bot = spawn(process.execPath, [BOT, dataDir, JSON.stringify(spec)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void bot.kill('SIGKILL'));
  let text = '';
  bot.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const line = await vi.waitFor(() => {
    const match = /pids: ([\d ]+)\n/.exec(text);
    if (!match) throw new Error(`the agent said nothing yet: ${text}`);
    return match[1] ?? '';
  }, SOON);
  return { bot, pids: line.trim().split(' ').map(Number) };
}

/** Which of them run; a process that is dead but not yet buried does not. */
const aliveOf = async (pids: readonly number[]): Promise<boolean[]> =>
  await Promise.all(pids.map(async (pid) => (await startOf(pid)) !== undefined));
const dead = (pids: readonly number[]) =>
  vi.waitFor(async () => expect(await aliveOf(pids)).toEqual(pids.map(() => false)), SOON);

const STUBBORN = "trap '' TERM INT HUP;";
const sayPids = 'echo "pids: $$ $!"; while :; do sleep 0.1; done';

describeWith('git', 'agents as plain processes', () => {
  test('die when the bot is killed, with what they started', async () => {
    const { bench, dataDir } = await setUp();
    const spec = bench.spec(`${STUBBORN} ( while :; do sleep 0.1; done ) & ${sayPids}`);
    const { bot, pids } = await startBot(dataDir, spec);
    expect(await aliveOf(pids)).toEqual([true, true]);
    bot.kill('SIGKILL');
    await dead(pids);
  });

  test.skipIf(process.platform !== 'linux')('die also where they left their process group', async () => {
    const { bench, dataDir } = await setUp();
    const spec = bench.spec(`setsid sh -c "${STUBBORN} while :; do sleep 0.1; done" & ${sayPids}`);
    const { bot, pids } = await startBot(dataDir, spec);
    bot.kill('SIGKILL');
    await dead(pids);
  });

  test('of a bot that was killed leave a folder, which the reaper of the next bot removes', async () => {
    const { bench, dataDir, sandbox, runsDir } = await setUp();
    const spec = bench.spec(`sleep 1000 & ${sayPids}`);
    const { bot, pids } = await startBot(dataDir, spec);
    bot.kill('SIGKILL');
    await dead(pids);
    await sandbox.stop(spec.key, { collect: true });
    expect(readdirSync(runsDir)).toEqual([spec.key]);
    expect(await sandbox.reap(new Set())).toEqual([spec.key]);
    expect(readdirSync(runsDir)).toEqual([]);
  });

  test('are ended by a bot that holds the same data, with what was done', async () => {
    const { bench, dataDir, sandbox } = await setUp();
    const spec = bench.spec(`echo x > x.txt; sleep 1000 & ${sayPids}`);
    const { bot, pids } = await startBot(dataDir, spec);
    const exited = new Promise((resolve) => bot.once('exit', resolve));
    const beganMs = performance.now();
    await sandbox.stop(spec.key, { collect: true });
    expect(performance.now() - beganMs).toBeLessThan(2_000);
    await dead(pids);
    expect(await exited).toBe(0);
    expect(await bench.treeOf(join(dataDir, 'result.bundle'))).toMatchObject({ 'x.txt': 'x\n' });
  });

  test('of another number are never hurt: a record is checked against the start of the process', async () => {
    const { sandbox, runsDir } = await setUp();
    const innocent = spawn('sleep', ['1000'], { detached: true });
    onTestFinished(() => void innocent.kill('SIGKILL'));
    const folder = join(runsDir, 't-00000000-a1/run');
    mkdirSync(folder, { recursive: true });
    const other = { pid: innocent.pid, startedAt: 'long ago' };
    const record = { supervisor: other, agent: other };
    writeFileSync(join(folder, 'run.json'), JSON.stringify(record));
    await sandbox.stop('t-00000000-a1', { collect: false });
    expect(await sandbox.reap(new Set())).toEqual(['t-00000000-a1']);
    expect(await aliveOf([innocent.pid ?? 0])).toEqual([true]);
  });

  test('leave nothing on the disk', async () => {
    const { bench, sandbox, runsDir } = await setUp();
    await bench.run(sandbox, bench.spec('mkdir -p a/b && chmod 0 a/b; exit 1'));
    expect(readdirSync(runsDir)).toEqual([]);
  });

  test('get no open file of ours', async () => {
    const { bench, sandbox } = await setUp();
    const { log } = await bench.run(
      sandbox,
      bench.spec('for fd in 3 4 5 6 7 8 9; do (: >&$fd) 2>/dev/null && echo "open: $fd"; done; true'),
    );
    expect(log).toBe('');
  });

  test('cannot make us run what they put into git’s configuration, hooks, filters or nested repositories', async () => {
    const { bench, sandbox, dataDir } = await setUp();
    const proof = join(dataDir, 'executed');
    const evil = `touch ${proof}`;
    const script = [
      'set -e',
      `git config core.fsmonitor '${evil}'`,
      `git config filter.x.clean '${evil}; cat'`,
      `git config core.hooksPath hooks; mkdir hooks`,
      `for hook in pre-commit post-index-change post-checkout; do printf '#!/bin/sh\\n${evil}\\n' > hooks/$hook; chmod +x hooks/$hook; done`,
      `echo '* filter=x' > .gitattributes`,
      `env -u GIT_DIR git -c core.hooksPath=/dev/null -c core.fsmonitor=false init -q nested`,
      `git -C nested config core.fsmonitor '${evil}'`,
      'echo n > nested/n.txt',
      'echo two > src/a.txt',
    ].join('\n');
    const { result } = await bench.run(sandbox, bench.spec(script));
    expect(result).toMatchObject({ ended: 'exited', exitCode: 0 });
    expect(existsSync(proof)).toBe(false);
    const tree = await bench.treeOf(result.bundlePath);
    expect(tree).toMatchObject({ 'src/a.txt': 'two\n', 'nested/n.txt': 'n\n' });
    expect(Object.keys(tree).some((path) => path.includes('.git/'))).toBe(false);
  });

  test('that destroy their .git still give their work', async () => {
    const { bench, sandbox } = await setUp();
    const { result } = await bench.run(sandbox, bench.spec('rm -rf .git; echo two > src/a.txt'));
    expect(await bench.treeOf(result.bundlePath)).toMatchObject({ 'src/a.txt': 'two\n' });
  });

  test('that leave a pipe in place of their result do not hold us up', async () => {
    const { bench, sandbox } = await setUp();
    const { result } = await bench.run(sandbox, bench.spec('mkfifo "$GREENLIGHT_RESULT_FILE"; mkfifo pipe'));
    expect(result).toMatchObject({ ended: 'exited', exitCode: 0, resultFile: null, bundlePath: null });
  });

  test('that are killed by a signal end with the code a shell would give', async () => {
    const { bench, sandbox } = await setUp();
    expect((await bench.run(sandbox, bench.spec('kill -9 $$'))).result).toMatchObject({
      ended: 'exited',
      exitCode: 137,
    });
  });

  test('whose supervisor is killed are lost, and gone', async () => {
    const { bench, sandbox } = await setUp();
    const script = 'echo x > x.txt; sleep 1000 & echo "pids: $! $PPID."; sleep 1000';
    const running = await bench.start(sandbox, bench.spec(script));
    // Not by the agent itself: what it printed just before might not be heard.
    await running.says('.');
    const [child, supervisor] = (/pids: (\d+) (\d+)/.exec(running.log()) ?? []).slice(1).map(Number);
    if (child === undefined || supervisor === undefined) throw new Error(`no pids in ${running.log()}`);
    process.kill(supervisor, 'SIGKILL');
    expect((await running.done).result).toMatchObject({ ended: 'lost', exitCode: null, bundlePath: null });
    await dead([child]);
  });

  test('that cannot have their commit are a problem with a name', async () => {
    const { bench, sandbox } = await setUp();
    const run = bench.run(sandbox, bench.spec('true', { fromSha: sha('1'.repeat(40)) }));
    await expect(run).rejects.toMatchObject({ name: 'PortError', problem: { code: 'workspace_failed' } });
  });

  test('are announced as not isolated, each time', async () => {
    const warn = vi.fn();
    const { bench, sandbox } = await setUp({ ...silentLog, warn });
    const spec = bench.spec('true');
    await bench.run(sandbox, spec);
    await bench.run(sandbox, { ...spec, run: 2 });
    const sentence = expect.stringContaining('isolates nothing');
    expect(warn.mock.calls).toEqual([
      [expect.objectContaining({ key: spec.key }), sentence],
      [expect.objectContaining({ key: spec.key }), sentence],
    ]);
  });

  test('need a git, and the remedy is named', async () => {
    const { dataDir, sandbox } = await setUp();
    await sandbox.check();
    const without = worktreeSandbox({
      dataDir,
      clock: systemClock(),
      log: silentLog,
      env: { PATH: dataDir },
    });
    await expect(without.check()).rejects.toMatchObject({
      name: 'PortError',
      problem: { code: 'sandbox_unavailable', detail: expect.stringContaining('install git') },
    });
  });

  test('are not started by a sandbox that was closed', async () => {
    const { bench, sandbox } = await setUp();
    await sandbox.close();
    await expect(bench.run(sandbox, bench.spec('true'))).rejects.toMatchObject({
      problem: { code: 'sandbox_unavailable' },
    });
  });
});
