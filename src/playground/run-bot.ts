// The real bot, but for a clock that its playground can set ahead.
import { z } from 'zod';
import { systemClock } from '#adapters/clock/system-clock.ts';
import type { Deps } from '#app/deps.ts';
import { runCli } from '#src/cli.ts';
import { runBot } from '#src/main.ts';
import { AHEAD_VARIABLE } from './bot-process.ts';
import { travellingClock } from './time/travelling-clock.ts';

const travelled = z.object({ aheadMs: z.number() });

const onlyTheBot = (): never => {
  throw new Error('the playground runs the bot, and nothing else of it');
};

/** `around` lets a test see or break what goes through the ports. */
export async function runPlaygroundBot(around?: (deps: Deps) => Deps): Promise<void> {
  const clock = travellingClock(systemClock(), Number(process.env[AHEAD_VARIABLE] ?? 0));
  process.on('message', (message) => clock.setAhead(travelled.parse(message).aheadMs));
  // To be spoken to must not keep alive a bot that is done.
  process.channel?.unref();
  const code = await runCli([], process.env, {
    runBot: (config) => runBot(config, { clock, ...(around === undefined ? {} : { around }) }),
    sandboxOf: onlyTheBot,
    lookInto: onlyTheBot,
    clock,
  });
  // As main.ts does: a failed start leaves doors open that would keep the process alive.
  if (code !== 0) process.exit(code);
}
