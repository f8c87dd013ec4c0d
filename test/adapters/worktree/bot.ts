// Stands for the bot in a process of its own, so that a test can kill it: runs one attempt and says what comes.
// Arguments: the data directory, and the attempt as JSON.
import { systemClock } from '#adapters/clock/system-clock.ts';
import { worktreeSandbox } from '#adapters/worktree/worktree-sandbox.ts';
import { silentLog } from '#ports/log.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';

const [, , dataDir = '', spec = ''] = process.argv;
const sandbox = worktreeSandbox({ dataDir, clock: systemClock(), log: silentLog, env: process.env });
await sandbox.run(JSON.parse(spec) as AttemptSpec, {
  outDir: dataDir,
  signal: new AbortController().signal,
  onLog: (chunk) => process.stdout.write(chunk),
});
