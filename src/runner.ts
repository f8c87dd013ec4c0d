// `greenlight runner`: holds the agents of one Docker host, so that the bot may stop, crash and be deployed while they work.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { pinoLog } from '#adapters/log/pino-log.ts';
import { startRunner } from '#adapters/runner/runner-server.ts';
import type { Environment } from './config/environment.ts';
import type { RunnerConfig } from './config.ts';
import { sayWhatIsMissing, signalled } from './process-life.ts';
import { sandboxOf } from './sandbox-of.ts';

/** Agents end with the runner; what does not end by then is cut off, and dies with its holder. */
const DRAIN_MS = 20_000;

/** Runs until a signal ends it; rejects when it cannot start. */
export async function runRunner(config: RunnerConfig, env: Environment): Promise<void> {
  const log = pinoLog({ level: config.logLevel, secrets: config.app.secrets });
  const clock = systemClock();
  const dataDir = join(config.dataDir, 'runner');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const sandbox = sandboxOf(config, { clock, log, env });
  const runner = await startRunner({ ...config, sandbox, dataDir, env, log });
  await sayWhatIsMissing(sandbox, log);
  log.info({ ...runner.address }, 'greenlight runner is ready');
  const why = await signalled();
  log.info({ why }, 'greenlight runner drains');
  setTimeout(() => process.exit(1), DRAIN_MS).unref();
  await runner.close();
  log.info({}, 'greenlight runner has ended');
}
