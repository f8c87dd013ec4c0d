// The whole Slack side, wired: identity, chat, intake, and the way in (Socket Mode or HTTP).
import type { Chat } from '#ports/chat.ts';
import type { Clock } from '#ports/clock.ts';
import type { Inbox } from '#ports/inbox.ts';
import type { Log } from '#ports/log.ts';
import type { Settings } from '#ports/settings.ts';
import { answers } from './answers.ts';
import { SLACK_API_URL, slackClients } from './clients.ts';
import { homeTab } from './home-tab.ts';
import { fetchIdentity } from './identity.ts';
import { admission, NO_OUTSIDERS, type Outsiders } from './intake/admission.ts';
import { desk } from './intake/desk.ts';
import { routes } from './intake/routes.ts';
import { withinMs } from './intake/within.ts';
import type { SlackIntents } from './intents.ts';
import type { RequestListener } from './link/http.ts';
import { type SlackMode, wayIn } from './link/way-in.ts';
import { openForm } from './open-form.ts';
import { openHomes } from './open-homes.ts';
import { agentSessions } from './outbox/agent-sessions.ts';
import { blockStyles } from './outbox/block-styles.ts';
import type { Paces } from './outbox/lanes.ts';
import { touchedMessages } from './outbox/touched.ts';
import { slackPeople } from './people.ts';
import type { BlockStyle } from './render/blocks.ts';
import { slackChat } from './slack-chat.ts';

export type SlackOptions = {
  readonly botToken: string;
  readonly mode: SlackMode;
  /** Ends with a slash. Slack's own when left out. */
  readonly apiUrl?: string;
  readonly inbox: Inbox;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly intents: SlackIntents;
  /** Who is heard besides the workspace's members. @default nobody */
  readonly outsiders?: Outsiders;
  /** @default 'classic' */
  readonly blocks?: BlockStyle;
  /** Slack's own status and stop button in the thread of each task. @default false */
  readonly agentSessions?: boolean;
  /** Slack's published limits when left out. */
  readonly paces?: Paces;
  /** How long an answer may take to go into the acknowledgement; after that it comes separately. Two seconds when left out. */
  readonly ackWithinMs?: number;
};

export type Slack = {
  readonly chat: Chat;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botName: string;
  /** HTTP mode only: for SLACK_EVENTS_PATH, before anything reads the body. */
  readonly requestListener?: RequestListener;
  /** Opens the way in, and works what an earlier process took and did not finish. */
  start(): Promise<void>;
  /** Takes nothing new, gives what runs up to `drainMs` to end; the rest is worked at the next start. */
  stop(options?: { drainMs?: number }): Promise<void>;
  /** HTTP mode: true once started. Socket Mode: whether a connection is open. */
  connected(): boolean;
};

const DRAIN_MS = 5_000;

/** Problem chat_unavailable, naming the variable, when Slack refuses a token; retryable when it cannot be reached. */
export async function createSlack(options: SlackOptions): Promise<Slack> {
  const { settings, clock, inbox, intents } = options;
  const log = options.log.child({ part: 'slack' });
  const apiUrl = options.apiUrl ?? SLACK_API_URL;
  const clients = slackClients(options.botToken, apiUrl, log);
  const client = clients.interactive;
  const { outsiders = NO_OUTSIDERS } = options;
  const identity = await fetchIdentity(client, log, clock.nowMs(), {
    people: outsiders.guests === 'refused',
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const shared = { identity, settings, clock, log };
  const styles = blockStyles(options.blocks ?? 'classic', log);
  const touched = touchedMessages(clock);
  const paces = options.paces === undefined ? {} : { paces: options.paces };
  const people = slackPeople({ ...shared, client });
  const { nameOf } = people;
  const about = { timeZoneOf: people.timeZoneOf, nameOf: (userId: string) => nameOf(userId, null) };
  const admit = admission({ identity, outsiders, people, log });
  const sessions = options.agentSessions ? { showSession: agentSessions(client, log) } : {};
  const publishHome = homeTab(client);
  const homes = openHomes({ publish: publishHome, homeOf: intents.home, clock, log, signal });
  const chat = slackChat({
    ...{ ...shared, ...paces, ...sessions, ...about },
    ...{ clients, touched, signal, styles, homes },
  });
  const answer = answers(client, log);
  const patience = options.ackWithinMs === undefined ? {} : { ackWithinMs: options.ackWithinMs };
  const form = openForm(client);
  const route = routes({
    ...{ intents, identity, nameOf, answer, openForm: form, showHome: homes.show, touched, clock },
    ...patience,
  });
  const front = desk({ inbox, admit, answer, publishHome, route, log, signal });
  const way = wayIn(options.mode, { desk: front, admit, intents, identity, apiUrl, clock, log });

  return {
    chat,
    teamId: identity.teamId,
    botUserId: identity.botUserId,
    botName: identity.botName,
    ...(way.requestListener === undefined ? {} : { requestListener: way.requestListener }),
    async start() {
      await way.open();
      await front.resume();
    },
    async stop({ drainMs = DRAIN_MS } = {}) {
      await way.close();
      const { isLate } = await withinMs(front.idle(), drainMs, clock);
      if (isLate) log.warn({ drainMs }, 'slack requests are left for the next start');
      stopping.abort(new Error('the bot is stopping'));
    },
    connected: way.connected,
  };
}
