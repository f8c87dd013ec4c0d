// The way into the playground's bot, as a process of its own.
import { runPlaygroundBot } from './run-bot.ts';

await runPlaygroundBot();
