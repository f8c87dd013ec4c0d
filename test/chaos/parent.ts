// Starts a bot as the playground does, says its process id, and waits to be killed.
import { botProcess, freePort } from '#playground/bot-process.ts';

const entry = new URL('./healthy.ts', import.meta.url).pathname;
const bot = await botProcess({ env: {}, port: await freePort(), entry });
await bot.start();
console.log(bot.pid);
