// A local stand-in for Slack that a real bot cannot tell from it: Web API, signed deliveries, Socket Mode, and a
// page for people. It wires the parts of this folder together and listens.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRateLimits } from './api/rate-limits.ts';
import { type ApiCallRecord, createApi } from './api/serve-api.ts';
import type { DeliveryDeps } from './delivery.ts';
import { createEventQueue } from './event-queue.ts';
import { createFaults, type Faults } from './faults.ts';
import { BodyTooLargeError, sendText } from './http.ts';
import { messagesIn } from './messages.ts';
import type { SlackStandInOptions, StandInLink } from './options.ts';
import { createPageServer } from './page-server.ts';
import type { HandsDeps } from './people/acks.ts';
import { type Hands, handsOf } from './people/hands.ts';
import { serveResponseUrl } from './response-urls.ts';
import { createSocketHub } from './socket-hub.ts';
import type { StoredMessage, VisibleListener } from './visible.ts';
import { createWorkspace, findChannel, messageText } from './workspace.ts';

/** How long Slack waits for an acknowledgement. */
export const ACK_TIMEOUT_MS = 3_000;

export interface SlackStandIn {
  /** The page. */
  readonly url: string;
  /** For `slackApiUrl`: ends with `/api/`. */
  readonly apiUrl: string;
  readonly teamId: string;
  readonly botUserId: string;
  /** Where signed requests go while no socket is connected. */
  setEventsUrl(url: string): void;
  /** Replaces the links of the page's sidebar; pages opened later show them. */
  setLinks(links: readonly StandInLink[]): void;
  /** Sockets the bot holds open. */
  socketCount(): number;
  /** The id of a channel, by its name. Throws when there is none. */
  channelId(name: string): string;
  /** A person of the workspace, by id or handle. Throws when there is none. */
  as(idOrName: string): Hands;
  /** Every message of a channel that was not deleted, oldest first: thread replies and ephemerals too. */
  messages(channel: string): readonly StoredMessage[];
  /** The replies of a thread, oldest first. */
  thread(channel: string, parentTs: string): readonly StoredMessage[];
  /** A message as plain lines. */
  read(message: StoredMessage): string;
  /** Everything a person would see, in order; returns the function that ends it. */
  onVisible(listener: VisibleListener): () => void;
  /** Every Web API call so far, without tokens. */
  readonly calls: readonly ApiCallRecord[];
  /** Events that wait for a retry or an acknowledgement. */
  pendingEvents(): number;
  readonly faults: Faults;
  close(): Promise<void>;
}

function answerTrouble(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof BodyTooLargeError) {
    sendText(response, 413, error.message);
    return;
  }
  console.error('the Slack stand-in failed to answer', error);
  sendText(response, 500, 'the stand-in failed; see its log');
}

/** Refuses requests under a foreign name, so that no web site can reach the stand-in through a rebound DNS name. */
function isOwnHost(request: IncomingMessage, allowed: ReadonlySet<string>): boolean {
  return allowed.has((request.headers.host ?? '').replace(/:\d+$/, ''));
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

/** What may change while it runs. */
interface Settings {
  eventsUrl: string | undefined;
  links: readonly StandInLink[];
}

function buildParts(options: SlackStandInOptions) {
  const workspace = createWorkspace(options);
  const sockets = createSocketHub(workspace.appId);
  const faults = createFaults((how = {}) => sockets.disconnect(how));
  const settings: Settings = { eventsUrl: options.eventsUrl, links: options.links ?? [] };
  const delivery: DeliveryDeps = {
    signingSecret: options.signingSecret,
    ackTimeoutMs: options.ackTimeoutMs ?? ACK_TIMEOUT_MS,
    faults,
    sockets,
    eventsUrl: () => settings.eventsUrl,
  };
  const hands: HandsDeps = { workspace, delivery, events: createEventQueue(delivery, workspace.clock) };
  const api = createApi({
    workspace,
    faults,
    rateLimits: createRateLimits(options.rateLimits ?? 'slack', workspace.clock),
    botToken: options.botToken,
    ...(options.appToken ? { appToken: options.appToken } : {}),
    openConnection: () => ({ url: sockets.newTicketUrl(workspace.origin) }),
  });
  const page = createPageServer(hands, () => ({
    banner: options.banner ?? '',
    links: settings.links,
    suggestions: options.suggestions ?? [],
  }));
  return { workspace, sockets, faults, settings, hands, api, page };
}

type Parts = ReturnType<typeof buildParts>;

function createDoor({ workspace, sockets, api, page }: Parts, host: string): Server {
  const serve = (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (url.pathname.startsWith('/api/')) return api.serve(request, response, url);
    if (/^\/(?:commands|actions)\//.test(url.pathname)) {
      return serveResponseUrl(workspace, request, response, url.pathname);
    }
    return page.serve(request, response, url);
  };
  const allowedHosts = new Set([host, '127.0.0.1', 'localhost', '[::1]']);
  const server = createServer((request, response) => {
    if (!isOwnHost(request, allowedHosts)) return sendText(response, 421, 'this is a local stand-in');
    const url = new URL(request.url ?? '/', 'http://stand-in');
    return void serve(request, response, url).catch((error: unknown) => answerTrouble(response, error));
  });
  server.on('upgrade', (request, socket, head) =>
    sockets.upgrade(request, socket, head, new URL(request.url ?? '/', 'http://stand-in')),
  );
  return server;
}

async function closeAll({ hands, page, sockets }: Parts, server: Server): Promise<void> {
  hands.events.close();
  page.close();
  await sockets.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

function messagesOf({ workspace }: Parts, channel: string): readonly StoredMessage[] {
  return messagesIn(workspace, findChannel(workspace, channel).id).filter((message) => !message.isDeleted);
}

/** Rejects when it cannot listen, for instance on a port that is taken. */
export async function startSlackStandIn(options: SlackStandInOptions): Promise<SlackStandIn> {
  const host = options.host ?? '127.0.0.1';
  const parts = buildParts(options);
  const { workspace, sockets, faults, settings, hands, api } = parts;
  const server = createDoor(parts, host);
  workspace.origin = `http://${host}:${await listen(server, host, options.port ?? 0)}`;
  return {
    url: workspace.origin,
    apiUrl: `${workspace.origin}/api/`,
    teamId: workspace.teamId,
    botUserId: workspace.bot.userId,
    setEventsUrl(url) {
      settings.eventsUrl = url;
    },
    setLinks(links) {
      settings.links = links;
    },
    socketCount: () => sockets.count(),
    channelId: (name) => findChannel(workspace, name).id,
    as: (idOrName) => handsOf(hands, idOrName),
    messages: (channel) => messagesOf(parts, channel),
    thread: (channel, parentTs) =>
      messagesOf(parts, channel).filter((message) => message.threadTs === parentTs),
    read: (message) => messageText(workspace, message),
    onVisible: (listener) => workspace.feed.subscribe(listener),
    calls: api.calls,
    pendingEvents: () => hands.events.pending(),
    faults,
    close: () => closeAll(parts, server),
  };
}
