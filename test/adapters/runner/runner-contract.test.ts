// A sandbox behind a runner keeps the contract of every sandbox: the protocol loses nothing of it. The runner's own is the quickest that is real.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { runnerSandbox } from '#adapters/runner/runner-sandbox.ts';
import { startRunner } from '#adapters/runner/runner-server.ts';
import { worktreeSandbox } from '#adapters/worktree/worktree-sandbox.ts';
import { silentLog } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { sandboxContract } from '#test/contracts/sandbox.ts';
import { describeWith } from '#test/support/parts.ts';

describeWith('git', 'the sandbox behind a runner', () => {
  sandboxContract('the sandbox behind a runner', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'greenlight-test-'));
    const clock = systemClock();
    const common = { clock, log: silentLog };
    const runner = await startRunner({
      sandbox: worktreeSandbox({ dataDir, env: process.env, ...common }),
      dataDir,
      address: { socketPath: join(dataDir, 'runner.sock') },
      token: null,
      env: process.env,
      log: silentLog,
    });
    const made: Sandbox[] = [];
    const make = (): Sandbox => {
      const sandbox = runnerSandbox({ kind: 'worktree', address: runner.address, token: null, ...common });
      made.push(sandbox);
      return sandbox;
    };
    return {
      sandbox: make(),
      image: 'none',
      another: async () => make(),
      async dispose() {
        for (const sandbox of made) await sandbox.close();
        await runner.close();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  });
});
