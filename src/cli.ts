// What can be typed after `greenlight`: nothing runs the bot; `explain <task>` tells how a task came to be as it is.
import { inspect } from 'node:util';
import { redactor } from '#core/redact.ts';
import type { Clock } from '#ports/clock.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import type { LookInto, Tell } from './cli-stored.ts';
import type { Environment } from './config/environment.ts';
import { type Config, readConfig, readRunnerConfig } from './config.ts';

/** As in sysexits.h: the configuration is at fault, and trying again without changing it is useless. */
export const EXIT_CONFIG = 78;
const EXIT_USAGE = 64;

const HELP = `greenlight                    runs the bot
greenlight runner             holds the agents of one Docker host for a bot, which may then restart while they work
greenlight check              says whether the configuration is complete, without starting anything
greenlight doctor             tries every control of the sandbox and says which are enforced (--json: all facts)
greenlight explain <task>     replays a task's recorded events and says why each step was taken
greenlight logs <task>        prints what the agent printed (--attempt N: not the newest; --follow: goes on while it works)
greenlight signals FILE…      says what failed in logs and report files (--help tells more)
greenlight flaky [repo]       says which tests are known to be flaky or broken (--json: one object a test)
greenlight audit              who decided what, as JSON lines (--since 7d, --task ID); says where lines are missing
greenlight help               this`;

/** What only the composition root can make. */
export type Builders = {
  readonly runBot: (config: Config) => Promise<void>;
  readonly sandboxOf: (config: Config) => Sandbox;
  readonly lookInto: LookInto;
  readonly clock: Clock;
};

const TELL: Tell = { output: console.log, person: console.error };

export async function runCli(
  args: readonly string[],
  env: Environment,
  { runBot, sandboxOf, lookInto, clock }: Builders,
): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
      return withConfig(readConfig(env), (config) => runBot(config).then(() => 0));
    case 'check':
      return withConfig(readConfig(env), async () => {
        console.log('The configuration is complete.');
        return 0;
      });
    case 'doctor':
      return withConfig(readConfig(env), async (config) => {
        const { runDoctor } = await import('./cli-doctor.ts');
        return runDoctor(sandboxOf(config), rest, TELL);
      });
    case 'runner': {
      const { runRunner } = await import('./runner.ts');
      return withConfig(readRunnerConfig(env), (config) => runRunner(config, env).then(() => 0));
    }
    case 'explain': {
      const { runExplain } = await import('./cli-explain.ts');
      return runExplain(rest[0] ?? '', { env, tell: TELL, lookInto });
    }
    case 'logs': {
      const { runLogs } = await import('./cli-logs.ts');
      return runLogs(rest, { env, tell: TELL, lookInto, clock });
    }
    case 'flaky': {
      const { runFlaky } = await import('./cli-flaky.ts');
      return runFlaky(rest, { env, tell: TELL, lookInto });
    }
    case 'audit': {
      const { runAudit } = await import('./cli-audit.ts');
      return runAudit(rest, { env, tell: TELL, lookInto, nowMs: Date.now() });
    }
    case 'signals': {
      const { runSignals } = await import('./signals/signals-cli.ts');
      return runSignals(rest, env);
    }
    case 'help':
    case '--help':
      console.log(HELP);
      return 0;
    default:
      console.error(`greenlight: there is no "${command}".\n\n${HELP}`);
      return EXIT_USAGE;
  }
}

type Read<C> =
  | { readonly ok: true; readonly config: C }
  | { readonly ok: false; readonly problems: readonly string[] };

async function withConfig<C extends Pick<Config, 'logLevel'> & { app: Pick<Config['app'], 'secrets'> }>(
  read: Read<C>,
  run: (config: C) => Promise<number>,
): Promise<number> {
  if (!read.ok) {
    console.error(
      `Greenlight cannot start; ${read.problems.length === 1 ? 'one thing is' : `${read.problems.length} things are`} missing or wrong:`,
    );
    for (const problem of read.problems) console.error(`- ${problem}`);
    return EXIT_CONFIG;
  }
  try {
    return await run(read.config);
  } catch (error) {
    // What a library says of a refused connection may hold the credentials it was given.
    const redact = redactor(read.config.app.secrets);
    console.error(redact(`Greenlight stopped: ${error instanceof Error ? error.message : error}`));
    if (read.config.logLevel === 'debug') console.error(redact(inspect(error)));
    return 1;
  }
}
