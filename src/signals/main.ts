// `npm run --silent signals -- …`: starts in a blink, for nothing of the bot is loaded.
import { runSignals } from './signals-cli.ts';

process.exitCode = await runSignals(process.argv.slice(2), process.env);
