// The bot's way from a webhook to an event on a waiting task, wired as in main.ts; what the event would lead to (reading CI) is left out.
import { join } from 'node:path';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { githubWebhooks } from '#adapters/github/webhooks.ts';
import { pinoLog } from '#adapters/log/pino-log.ts';
import { openStore } from '#adapters/store/store.ts';
import { storeInbox } from '#adapters/store/store-inbox.ts';
import { exactly } from '#adapters/web/routes.ts';
import { startWebServer } from '#adapters/web/web-server.ts';
import { handleHint } from '#app/handle-hint.ts';
import { transition } from '#core/transition.ts';
import { serving, settings } from '../serving.ts';
import { bringToCi } from '../waiting/lives.ts';
import { TASKS } from './deliveries.ts';
import { WEBHOOK_SECRET } from './payload.ts';

const PATH = '/github/webhooks';
const { dataDir } = settings<{ dataDir: string }>();
const log = pinoLog({ level: 'info' });
const clock = systemClock();
const store = openStore({ path: join(dataDir, 'greenlight.db') });
const engine = embeddedEngine({ store, transition, clock, log });
await bringToCi(engine, { from: 0, count: TASKS, atMs: clock.nowMs() });
await engine.start(async () => {});
/** Results of CI ask it nothing. */
const forge = { permissionOf: async () => undefined };
const webhooks = githubWebhooks({
  secret: WEBHOOK_SECRET,
  inbox: storeInbox(store),
  clock,
  log,
  onHint: (hint, key, repo) => handleHint({ engine, clock, forge }, hint, key, repo),
  onComment: async () => {},
});
const web = await startWebServer({
  host: '127.0.0.1',
  port: 0,
  log,
  routes: [exactly(PATH, webhooks.listener)],
});
const count = (sql: string) => store.read.get<{ n: number }>(sql)?.n ?? 0;
const deliveries = () => count('SELECT COUNT(*) AS n FROM inbox');
serving(`${web.url}${PATH}`, {
  deliveries,
  async workedOff() {
    await webhooks.idle();
    return count(`SELECT COUNT(*) AS n FROM events WHERE event_id LIKE 'hint:%'`);
  },
});
