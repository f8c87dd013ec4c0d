// The bot's whole way from a slash command to a stored task, wired as in main.ts; only forge, git and sandbox are stand-ins, and their agents never end.
import { join } from 'node:path';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { pinoLog } from '#adapters/log/pino-log.ts';
import { keyvSettings } from '#adapters/settings/keyv-settings.ts';
import { createSlack } from '#adapters/slack/create-slack.ts';
import { SLACK_EVENTS_PATH } from '#adapters/slack/link/http.ts';
import { apiBook } from '#adapters/store/api-book.ts';
import { auditLog } from '#adapters/store/audit-log.ts';
import { flakeTable } from '#adapters/store/flake-table.ts';
import { openStore } from '#adapters/store/store.ts';
import { storeInbox } from '#adapters/store/store-inbox.ts';
import { exactly } from '#adapters/web/routes.ts';
import { startWebServer } from '#adapters/web/web-server.ts';
import type { AppConfig, Deps } from '#app/deps.ts';
import { intents } from '#app/intents.ts';
import { effectRunner } from '#app/run-effect.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { transition } from '#core/transition.ts';
import { artifactsIn } from '#test/fakes/fake-artifacts.ts';
import { FakeForge } from '#test/fakes/fake-forge.ts';
import { FakePublisher } from '#test/fakes/fake-publisher.ts';
import { FakeSandbox } from '#test/fakes/fake-sandbox.ts';
import { readerHere } from '#test/fakes/reader-here.ts';
import { settings as given, serving } from '../serving.ts';
import { SIGNING_SECRET } from './slash-commands.ts';

const REPO = { owner: 'acme', name: 'payments' };
const MIB = 2 ** 20;
const config: AppConfig = {
  repositories: [{ repo: REPO, agent: 'scripted', policy: DEFAULT_POLICY }],
  agents: { scripted: { name: 'scripted', image: 'agent', command: ['agent'], env: {}, files: {} } },
  channels: {},
  people: { approvers: [], onCall: [], admins: [] },
  attemptLimits: {
    memoryBytes: 512 * MIB,
    cpus: 1,
    pids: 128,
    diskBytes: 512 * MIB,
    maxLogBytes: MIB,
    maxBundleBytes: 16 * MIB,
  },
  commitAuthor: { name: 'Greenlight', email: 'greenlight@example.com' },
  secrets: [],
};

const { apiUrl, dataDir } = given<{ apiUrl: string; dataDir: string }>();
const log = pinoLog({ level: 'info' });
const clock = systemClock();
const store = openStore({ path: join(dataDir, 'greenlight.db') });
const settings = keyvSettings({ store, log });
const slack = await createSlack({
  botToken: 'xoxb-of-the-bench',
  mode: { kind: 'http', signingSecret: SIGNING_SECRET },
  apiUrl,
  inbox: storeInbox(store),
  settings,
  clock,
  log,
  intents: intents(() => deps),
});
const forge = new FakeForge();
forge.addRepository(REPO);
const deps: Deps = {
  engine: embeddedEngine({ store, transition, clock, log }),
  chat: slack.chat,
  pager: null,
  parts: {},
  forge,
  reader: readerHere(),
  publisher: new FakePublisher(forge),
  sandbox: new FakeSandbox(() => clock.nowMs()),
  artifacts: artifactsIn(join(dataDir, 'artifacts')),
  settings,
  flakes: flakeTable(store),
  apiBook: apiBook(store),
  audit: auditLog(store),
  clock,
  log,
  config,
  taskPage: (id) => `http://127.0.0.1/tasks/${id}`,
  scratchDir: dataDir,
  running: new Map(),
  starts: new Map(),
};
await deps.engine.start(effectRunner(deps));
const { requestListener } = slack;
if (requestListener === undefined) throw new Error('HTTP mode has a listener');
const web = await startWebServer({
  host: '127.0.0.1',
  port: 0,
  log,
  routes: [exactly(SLACK_EVENTS_PATH, requestListener)],
});
await slack.start();
serving(`${web.url}${SLACK_EVENTS_PATH}`, {
  commands: () => store.read.get<{ n: number }>('SELECT COUNT(*) AS n FROM tasks')?.n ?? 0,
});
