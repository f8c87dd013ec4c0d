// An HTTP server for a sandbox: so many connections, so long a head, so much time for it. It listens nowhere; connections are handed to it.
import http from 'node:http';
import type { Duplex } from 'node:stream';

const MAX_CONNECTIONS = 128;
const MAX_HEAD_BYTES = 16_384;
/** From the connection, or the last answer on it, to a whole head. */
const HEAD_TIMEOUT_MS = 60_000;
/** For the last words to arrive, where the other side does not close. */
const GOODBYE_MS = 2_000;

/** Ends a connection with these last words, also against the other side's will. */
export function endWith(socket: Duplex, words: string | Uint8Array): void {
  socket.end(words);
  setTimeout(() => socket.destroy(), GOODBYE_MS).unref();
}

export type BoundedServer = {
  readonly server: http.Server;
  /** Ends every connection, and those that come later. */
  close(): void;
};

/** `onMalformed`: bytes that are no HTTP, or HTTP that can be read in two ways. */
export function boundedServer(options: {
  onMalformed(why: string): void;
  onTooMany(): void;
  maxConnections?: number;
}): BoundedServer {
  const { maxConnections = MAX_CONNECTIONS } = options;
  const open = new Map<Duplex, NodeJS.Timeout>();
  let isClosed = false;
  // A missing Host header is told like everything else that is odd, and not answered behind our back.
  const server = http.createServer({ maxHeaderSize: MAX_HEAD_BYTES, requireHostHeader: false });
  const wait = (socket: Duplex) => {
    clearTimeout(open.get(socket));
    open.set(socket, setTimeout(() => socket.destroy(), HEAD_TIMEOUT_MS).unref());
  };
  server.prependListener('connection', (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    if (isClosed || open.size >= maxConnections) {
      if (!isClosed) options.onTooMany();
      socket.destroy();
      return;
    }
    wait(socket);
    socket.once('close', () => {
      clearTimeout(open.get(socket));
      open.delete(socket);
    });
  });
  const begun = (request: http.IncomingMessage) => clearTimeout(open.get(request.socket));
  server.on('connect', begun);
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    begun(request);
    response.once('finish', () => {
      if (open.has(request.socket)) wait(request.socket);
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const isParsers = error.code?.startsWith('HPE_') === true;
    if (isParsers) options.onMalformed(error.code ?? '');
    if (isParsers && socket.writable)
      endWith(socket, 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    else socket.destroy();
  });
  return {
    server,
    close() {
      isClosed = true;
      for (const socket of [...open.keys()]) socket.destroy();
    },
  };
}
