// What can be typed after `greenlight`: nothing runs the bot; `explain <task>` tells how a task came to be as it is.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { taskReader } from '#adapters/engine/task-reader.ts';
import { openStoreReadOnly, type Store } from '#adapters/store/store.ts';
import { StoreError } from '#adapters/store/store-error.ts';
import { explain } from '#app/explain.ts';
import { isTaskId, type TaskId } from '#core/ids.ts';
import { taskForgotten } from '#core/messages/retention-words.ts';
import { redactor } from '#core/redact.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type Environment, EnvironmentReader } from './config/environment.ts';
import { type Config, readConfig } from './config.ts';

/** As in sysexits.h: the configuration is at fault, and trying again without changing it is useless. */
export const EXIT_CONFIG = 78;
const EXIT_USAGE = 64;

const HELP = `greenlight                    runs the bot
greenlight check              says whether the configuration is complete, without starting anything
greenlight doctor             tries every control of the sandbox and says which are enforced (--json: all facts)
greenlight explain <task>     replays a task's recorded events and says why each step was taken
greenlight signals FILE…      says what failed in logs and report files (--help tells more)
greenlight flaky [repo]       says which tests are known to be flaky or broken (--json: one object a test)
greenlight help               this`;

/** What only the composition root can make. */
export type Builders = {
  readonly runBot: (config: Config) => Promise<void>;
  readonly sandboxOf: (config: Config) => Sandbox;
};

export async function runCli(
  args: readonly string[],
  env: Environment,
  { runBot, sandboxOf }: Builders,
): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
      return withConfig(env, (config) => runBot(config).then(() => 0));
    case 'check':
      return withConfig(env, async () => {
        console.log('The configuration is complete.');
        return 0;
      });
    case 'doctor':
      return withConfig(env, async (config) => {
        const { runDoctor } = await import('./cli-doctor.ts');
        return runDoctor(sandboxOf(config), rest, { output: console.log, person: console.error });
      });
    case 'explain':
      return explainTask(rest[0] ?? '', env);
    case 'flaky': {
      const { runFlaky } = await import('./cli-flaky.ts');
      return runFlaky(rest, env, { output: console.log, person: console.error });
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

async function withConfig(env: Environment, run: (config: Config) => Promise<number>): Promise<number> {
  const read = readConfig(env);
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

/** Needs no credentials: only the place of the data. A bot that runs on it is not disturbed. */
async function explainTask(id: string, env: Environment): Promise<number> {
  if (!isTaskId(id)) {
    console.error(
      `greenlight explain wants a task's whole id, such as t-4f7k2mqx${id === '' ? '' : `, not "${id.slice(0, 40)}"`}.`,
    );
    return EXIT_USAGE;
  }
  const dataDir = new EnvironmentReader(env).withDefault('GREENLIGHT_DATA_DIR');
  const path = join(dataDir, 'greenlight.db');
  if (!existsSync(path)) {
    console.error(
      `There are no tasks in ${dataDir}. Set GREENLIGHT_DATA_DIR to where Greenlight keeps its data.`,
    );
    return 1;
  }
  try {
    return await printSteps(id, dataDir, openStoreReadOnly({ path }));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    console.error(`greenlight explain: ${error.message}`);
    return 1;
  }
}

async function printSteps(id: TaskId, dataDir: string, store: Store): Promise<number> {
  try {
    const tasks = taskReader(store);
    const forgotten = await tasks.forgotten(id);
    if (forgotten !== undefined) {
      console.error(taskForgotten(id, forgotten));
      return 1;
    }
    const { lines, task, differences } = await explain(tasks.history(id));
    for (const line of lines) console.log(line);
    if (task === undefined) console.error(`There is no task ${id} in ${dataDir}.`);
    if (differences > 0)
      console.error(
        differences === 1
          ? '1 step differs from what was recorded: the logic has changed since.'
          : `${differences} steps differ from what was recorded: the logic has changed since.`,
      );
    return task === undefined ? 1 : 0;
  } finally {
    await store.close();
  }
}
