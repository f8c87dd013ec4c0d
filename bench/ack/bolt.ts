// The floor: a bare Bolt app that checks the signature and acknowledges with a sentence.
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { freePort } from '#playground/bot-process.ts';
import { serving, settings } from '../serving.ts';
import { COMMAND, SIGNING_SECRET } from './slash-commands.ts';

const { apiUrl } = settings<{ apiUrl: string }>();
const port = await freePort();
const logLevel = LogLevel.ERROR;
const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, logLevel, port });
const app = new App({
  token: 'xoxb-of-the-bench',
  receiver,
  clientOptions: { slackApiUrl: apiUrl },
  logLevel,
});
let commands = 0;
app.command(COMMAND, async ({ ack }) => {
  commands += 1;
  await ack('Started.');
});
await app.start({ port, host: '127.0.0.1' });
serving(`http://127.0.0.1:${port}/slack/events`, { commands: () => commands });
