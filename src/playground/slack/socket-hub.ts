// Socket Mode's server side: tickets, hello, envelopes with ids, acknowledgements, pings, disconnects.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isRecord } from './blocks/rules.ts';
import { parseJson } from './http.ts';
import { newSecret } from './workspace.ts';

/** Connections one app may hold. */
export const MAX_CONNECTIONS = 10;
const PING_EVERY_MS = 10_000;
const TICKET_LIFE_MS = 30_000;
const REFRESH_GRACE_MS = 500;
const CLOSE_GRACE_MS = 250;

export interface Envelope {
  readonly type: string;
  readonly payload: unknown;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

export interface SocketHub {
  count(): number;
  /** The one-time address of a new connection. */
  newTicketUrl(origin: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void;
  /** Sends to one of the connections and waits for its acknowledgement. */
  send(envelope: Envelope, timeoutMs: number): Promise<{ payload: unknown } | 'no_ack'>;
  disconnect(how: { readonly abrupt?: boolean }): void;
  close(): Promise<void>;
}

type Waiting = Map<string, (payload: unknown) => void>;

function takeAck(waiting: Waiting, data: RawData): void {
  const message = parseJson(String(data));
  if (!isRecord(message) || typeof message.envelope_id !== 'string') return;
  waiting.get(message.envelope_id)?.(message.payload);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

/** Says goodbye and waits for the other side, but not for long. */
async function closeSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.close(1001);
  const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
}

export function createSocketHub(appId: string): SocketHub {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const open: WebSocket[] = [];
  const waiting: Waiting = new Map();
  const timers = new Set<NodeJS.Timeout>();
  let turn = 0;

  function welcome(socket: WebSocket): void {
    open.push(socket);
    const pings = setInterval(() => socket.ping(), PING_EVERY_MS);
    timers.add(pings);
    socket.on('message', (data) => takeAck(waiting, data));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      timers.delete(pings);
      const index = open.indexOf(socket);
      if (index >= 0) open.splice(index, 1);
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.length,
        debug_info: { host: 'stand-in', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: appId },
      }),
    );
  }

  return {
    count: () => open.length,
    newTicketUrl(origin) {
      const ticket = newSecret();
      tickets.set(ticket, Date.now() + TICKET_LIFE_MS);
      return `${origin.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    upgrade(request, socket, head, url) {
      const ticket = url.searchParams.get('ticket') ?? '';
      const expiresAtMs = tickets.get(ticket) ?? 0;
      tickets.delete(ticket);
      if (Date.now() > expiresAtMs) return refuse(socket, '401 Unauthorized');
      if (open.length >= MAX_CONNECTIONS) return refuse(socket, '429 Too Many Requests');
      return server.handleUpgrade(request, socket, head, welcome);
    },
    send(envelope, timeoutMs) {
      turn += 1;
      const socket = open[turn % open.length];
      if (!socket) return Promise.resolve('no_ack');
      const id = randomUUID();
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          resolve('no_ack');
        }, timeoutMs);
        waiting.set(id, (payload) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve({ payload });
        });
        socket.send(JSON.stringify({ envelope_id: id, ...envelope }));
      });
    },
    disconnect({ abrupt = false }) {
      for (const socket of [...open]) {
        if (abrupt) {
          socket.terminate();
          continue;
        }
        socket.send(
          JSON.stringify({
            type: 'disconnect',
            reason: 'refresh_requested',
            debug_info: { host: 'stand-in' },
          }),
        );
        // A connection told to refresh gets nothing more.
        open.splice(open.indexOf(socket), 1);
        const timer = setTimeout(() => {
          timers.delete(timer);
          socket.close();
        }, REFRESH_GRACE_MS);
        timers.add(timer);
      }
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...server.clients].map(closeSocket));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
