// The worktree sandbox keeps the contract of every sandbox, and its agents die with the bot.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { worktreeSandbox } from '#adapters/worktree/worktree-sandbox.ts';
import { silentLog } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { sandboxContract } from '#test/contracts/sandbox.ts';
import { describeWith } from '#test/support/parts.ts';

describeWith('git', 'the worktree sandbox', () => {
  sandboxContract('the worktree sandbox', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'greenlight-test-'));
    const made: Sandbox[] = [];
    const make = (): Sandbox => {
      const sandbox = worktreeSandbox({ dataDir, clock: systemClock(), log: silentLog, env: process.env });
      made.push(sandbox);
      return sandbox;
    };
    return {
      sandbox: make(),
      image: 'none',
      another: async () => make(),
      async dispose() {
        for (const sandbox of made) await sandbox.close();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  });
});
