// The bot's one HTTP server: finds the route, limits sizes and times, answers errors, closes gracefully.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Log } from '#ports/log.ts';
import { pathOf, type Route, sendText } from './routes.ts';

export type WebServerOptions = {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly log: Log;
};

export type WebServer = {
  /** `http://host:port` as this machine reaches it; what people use is the operator's public address. */
  readonly url: string;
  readonly port: number;
  /** Takes no new connection, lets running requests end within CLOSE_GRACE_MS, then cuts them. Safe to call twice. */
  close(): Promise<void>;
};

/** A webhook's body may be 25 MB over a slow line; nobody needs longer. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_URL_CHARS = 2_048;
const CLOSE_GRACE_MS = 5_000;

/** Rejects when the port is taken or may not be used, with the address in the message. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { host, port, routes, log } = options;
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => void answer(routes, log, request, response),
  );
  const connections = busyConnections(server);
  await listening(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: () => {
      closing ??= closed(server, connections);
      return closing;
    },
  };
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`the web server could not listen on ${host}:${port} (${codeOf(cause)})`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);

async function answer(
  routes: readonly Route[],
  log: Log,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const path = pathOf(request);
    if ((request.url ?? '').length > MAX_URL_CHARS)
      return sendText(response, 414, 'That address is too long.');
    const route = routes.find(({ matches }) => matches(path));
    if (route === undefined) return sendText(response, 404, 'There is nothing here.');
    await route.handle(request, response);
  } catch (error) {
    const reference = randomUUID().slice(0, 8);
    // The path may hold a page's secret token: only its first part is written down.
    log.error({ err: error, reference, route: pathOf(request).split('/')[1] }, 'a web request failed');
    if (response.headersSent) response.destroy();
    else sendText(response, 500, `Something went wrong on our side. Reference: ${reference}`);
  }
}

/** Which connections are in the middle of a request; the others may be cut at any time, those that never sent one too. */
function busyConnections(server: Server): { cutIdle(): void } {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let closing = false;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      if (closing) socket.destroySoon();
    });
  });
  return {
    cutIdle() {
      closing = true;
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
    },
  };
}

async function closed(server: Server, connections: { cutIdle(): void }): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  try {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      connections.cutIdle();
    });
  } finally {
    clearTimeout(cut);
  }
}
