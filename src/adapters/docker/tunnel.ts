// The bot's end of the tunnel: HTTP/2 over a sidecar's stdin and stdout, each stream a connection to one of our servers.
import type http from 'node:http';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { Duplex, duplexPair } from 'node:stream';
import { StdoutOf } from './frames.ts';
import { MIB } from './hardening.ts';

const STREAM_WINDOW_BYTES = 256 * 1024;
/** The default of 64 KiB would let one stream that nobody reads block all others. */
const CONNECTION_WINDOW_BYTES = 64 * MIB;
const MAX_WORDS = 2_000;

/** What answers on each loopback port of the sandbox. */
export type Ports = Readonly<Record<number, http.Server>>;

export type Tunnel = {
  /** Resolves when the relay has opened its ports. */
  readonly ready: Promise<'ready'>;
  /** The last the relay said on stderr. */
  words(): string;
};

export function serveTunnel(socket: Socket, serverAt: (port: number) => http.Server | undefined): Tunnel {
  let words = '';
  const { promise: ready, resolve } = Promise.withResolvers<'ready'>();
  const stdout = new StdoutOf((part) => {
    words = (words + part.toString('utf8')).slice(-MAX_WORDS);
    if (words.includes('relay: ready')) resolve('ready');
  });
  const duplex = Duplex.from({ readable: socket.pipe(stdout), writable: socket });
  // The socket's close says it all; an unheard error of a wrapper would end the process.
  duplex.on('error', () => socket.destroy());
  const session = http2.performServerHandshake(duplex, {
    settings: { initialWindowSize: STREAM_WINDOW_BYTES },
  } as http2.ServerSessionOptions);
  session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  session.on('error', () => socket.destroy());
  socket.once('close', () => session.destroy());
  session.on('stream', (stream, headers) =>
    answer(stream, serverAt(Number(String(headers[':path']).slice(1)))),
  );
  return { ready, words: () => words.trim() };
}

function answer(stream: http2.ServerHttp2Stream, server: http.Server | undefined): void {
  stream.on('error', () => stream.close());
  if (server === undefined) {
    stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    return;
  }
  stream.respond({ ':status': 200 });
  // An Http2Stream handed straight to an http.Server corrupts keep-alive answers (199 of 400 were right); a pair between does not.
  const [ours, theirs] = duplexPair();
  ours.on('error', () => stream.close());
  theirs.on('error', () => stream.close());
  stream.on('close', () => ours.destroy());
  stream.pipe(theirs).pipe(stream);
  server.emit('connection', ours);
}
