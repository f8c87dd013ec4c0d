// A local stand-in for Slack that a real bot cannot tell from it: Web API, signed deliveries, Socket Mode, and a
// page for people. It wires the parts of this folder together and listens.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SlackApiError } from './api/call.ts';
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

type Serve = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

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

async function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

export async function startSlackStandIn(options: SlackStandInOptions): Promise<SlackStandIn> {
  const host = options.host ?? '127.0.0.1';
  const workspace = createWorkspace(options);
  const sockets = createSocketHub(workspace.appId);
  const faults = createFaults((how = {}) => sockets.disconnect(how));
  const links = { current: options.links ?? [], eventsUrl: options.eventsUrl };
  const delivery: DeliveryDeps = {
    signingSecret: options.signingSecret,
    ackTimeoutMs: options.ackTimeoutMs ?? ACK_TIMEOUT_MS,
    faults,
    sockets,
    eventsUrl: () => links.eventsUrl,
  };
  const deps: HandsDeps = { workspace, delivery, events: createEventQueue(delivery, workspace.clock) };
  const api = createApi({
    workspace,
    faults,
    rateLimits: createRateLimits(options.rateLimits ?? 'slack', workspace.clock),
    botToken: options.botToken,
    ...(options.appToken ? { appToken: options.appToken } : {}),
    openConnection() {
      if (!options.appToken) throw new SlackApiError('not_allowed_token_type');
      return { url: sockets.newTicketUrl(workspace.origin) };
    },
  });
  const page = createPageServer(deps, {
    ...(options.banner ? { banner: options.banner } : {}),
    get links() {
      return links.current;
    },
  });

  const serve: Serve = async (request, response, url) => {
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
  workspace.origin = `http://${host}:${await listen(server, host, options.port ?? 0)}`;

  const messages = (channel: string): readonly StoredMessage[] =>
    messagesIn(workspace, findChannel(workspace, channel).id).filter((message) => !message.isDeleted);
  return {
    url: workspace.origin,
    apiUrl: `${workspace.origin}/api/`,
    teamId: workspace.teamId,
    botUserId: workspace.bot.userId,
    setEventsUrl(url) {
      links.eventsUrl = url;
    },
    setLinks(next) {
      links.current = next;
    },
    socketCount: () => sockets.count(),
    channelId: (name) => findChannel(workspace, name).id,
    as: (idOrName) => handsOf(deps, idOrName),
    messages,
    thread: (channel, parentTs) => messages(channel).filter((message) => message.threadTs === parentTs),
    read: (message) => messageText(workspace, message),
    onVisible: (listener) => workspace.feed.subscribe(listener),
    calls: api.calls,
    pendingEvents: () => deps.events.pending(),
    faults,
    async close() {
      deps.events.close();
      page.close();
      await sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
