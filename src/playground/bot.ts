// The playground's bot: the real one, but for a clock that its playground can set ahead.
import { z } from 'zod';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { runCli } from '#src/cli.ts';
import { runBot } from '#src/main.ts';
import { AHEAD_VARIABLE } from './bot-process.ts';
import { travellingClock } from './time/travelling-clock.ts';

const clock = travellingClock(systemClock(), Number(process.env[AHEAD_VARIABLE] ?? 0));
const travelled = z.object({ aheadMs: z.number() });
process.on('message', (message) => clock.setAhead(travelled.parse(message).aheadMs));
// To be spoken to must not keep alive a bot that is done.
process.channel?.unref();

const onlyTheBot = (): never => {
  throw new Error('the playground runs the bot, and nothing else of it');
};

process.exitCode = await runCli([], process.env, {
  runBot: (config) => runBot(config, { clock }),
  sandboxOf: onlyTheBot,
  lookInto: onlyTheBot,
  clock,
});
