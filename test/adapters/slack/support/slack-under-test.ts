// The real Slack adapter against the local stand-in over real sockets: HTTP or Socket Mode, restartable.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#adapters/clock/system-clock.ts';
import { createSlack, type Slack, type SlackOptions } from '#adapters/slack/create-slack.ts';
import type { SlackIntents } from '#adapters/slack/intents.ts';
import { SLACK_EVENTS_PATH } from '#adapters/slack/link/http.ts';
import type { Paces } from '#adapters/slack/outbox/lanes.ts';
import { DEFAULT_MANIFEST, PLAYGROUND_USERS, type SlackStandInOptions } from '#playground/slack/options.ts';
import { type SlackStandIn, startSlackStandIn } from '#playground/slack/stand-in.ts';
import type { Clock } from '#ports/clock.ts';
import { type MemoryInbox, type MemorySettings, memoryInbox, memorySettings } from './memory.ts';
import { type LogLine, recordingLog } from './recording-log.ts';

export const CHANNEL = 'C0PAYMENTS';
export const FOREIGN_CHANNEL = 'C0GENERAL1';
export const ANA = 'U0ANA00001';
export const BEN = 'U0BEN00002';
export const EVE = 'U0EVE00009';

const BOT_TOKEN = 'xoxb-of-a-test';
const APP_TOKEN = 'xapp-of-a-test';
const SIGNING_SECRET = 'signing-secret-of-a-test';

const HISTORY = ['channels:history', 'groups:history'];
const FAST = { calls: Number.POSITIVE_INFINITY, perMs: 0 };
/** As fast as the stand-in allows; tests of pace bring their own. */
export const FAST_PACES: Paces = {
  edits: { ...FAST, concurrency: 4 },
  humanEdits: { ...FAST, concurrency: 4 },
  posts: { ...FAST, concurrency: 1 },
};

export type SlackUnderTest = {
  readonly workspace: SlackStandIn;
  readonly inbox: MemoryInbox;
  readonly settings: MemorySettings;
  readonly log: readonly LogLine[];
  /** Where the bot takes requests in HTTP mode. */
  readonly eventsUrl: string;
  slack(): Slack;
  /** Stops the bot and starts a new one over the same inbox and settings; it need not be given time to finish. */
  restart(intents?: Partial<SlackIntents>, options?: { drainMs?: number }): Promise<Slack>;
  close(): Promise<void>;
};

export type UnderTestOptions = {
  readonly intents?: Partial<SlackIntents>;
  readonly mode?: 'http' | 'socket';
  readonly paces?: Paces;
  readonly blocks?: SlackOptions['blocks'];
  readonly agentSessions?: boolean;
  readonly outsiders?: SlackOptions['outsiders'];
  readonly scopes?: readonly string[];
  readonly standIn?: Partial<SlackStandInOptions>;
  readonly isStarted?: boolean;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly ackWithinMs?: number;
  readonly clock?: Clock;
};

const NOTHING: SlackIntents = {
  command: async () => null,
  mention: async () => null,
  click: async () => ({}),
  submit: async () => ({}),
  shortcut: async () => ({}),
  options: async () => [],
  home: async () => ({ text: 'Home.', blocks: [] }),
};

export async function slackUnderTest(options: UnderTestOptions = {}): Promise<SlackUnderTest> {
  const workspace = await startSlackStandIn({
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    rateLimits: 'off',
    users: [...PLAYGROUND_USERS, { id: EVE, name: 'eve', realName: 'Eve', foreignTeamId: 'T0OTHERORG' }],
    manifest: {
      ...DEFAULT_MANIFEST,
      scopes: options.scopes ?? [...DEFAULT_MANIFEST.scopes, ...HISTORY],
      shortcuts: [{ name: 'Old shortcut', type: 'message', callbackId: 'of_another_version' }],
    },
    ...options.standIn,
  });
  const inbox = memoryInbox();
  const settings = memorySettings();
  const { log, lines } = recordingLog();
  const mode: SlackOptions['mode'] =
    options.mode === 'socket'
      ? { kind: 'socket', appToken: options.appToken ?? APP_TOKEN }
      : { kind: 'http', signingSecret: SIGNING_SECRET };

  async function start(intents: Partial<SlackIntents>): Promise<Slack> {
    const made = await createSlack({
      botToken: options.botToken ?? BOT_TOKEN,
      mode,
      apiUrl: workspace.apiUrl,
      inbox,
      settings,
      clock: options.clock ?? systemClock(),
      log,
      intents: { ...NOTHING, ...intents },
      paces: options.paces ?? FAST_PACES,
      ...(options.blocks === undefined ? {} : { blocks: options.blocks }),
      ...(options.outsiders === undefined ? {} : { outsiders: options.outsiders }),
      ...(options.agentSessions === undefined ? {} : { agentSessions: options.agentSessions }),
      ...(options.ackWithinMs === undefined ? {} : { ackWithinMs: options.ackWithinMs }),
    });
    if (options.isStarted ?? true) await made.start();
    return made;
  }

  let slack: Slack;
  try {
    slack = await start(options.intents ?? {});
  } catch (error) {
    await workspace.close();
    throw error;
  }
  const server = await serve(() => slack);
  const eventsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${SLACK_EVENTS_PATH}`;
  if (options.mode !== 'socket') workspace.setEventsUrl(eventsUrl);
  return {
    workspace,
    inbox,
    settings,
    log: lines,
    eventsUrl,
    slack: () => slack,
    async restart(intents = options.intents ?? {}, { drainMs = 0 } = {}) {
      await slack.stop({ drainMs });
      slack = await start(intents);
      return slack;
    },
    async close() {
      await slack.stop({ drainMs: 0 });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await workspace.close();
    },
  };
}

async function serve(slack: () => Slack): Promise<Server> {
  const server = createServer((request, response) => slack().requestListener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
