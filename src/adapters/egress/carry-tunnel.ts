// An opaque connection to an allowed host: nothing goes out before the client has named that very host in its first TLS message.
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { MAX_HELLO_BYTES, readClientHello } from '#core/egress/client-hello.ts';
import type { Allowed, Refused } from '#core/egress/decide.ts';
import { readHost } from '#core/egress/host.ts';
import { endWith } from './bounded-server.ts';

const HELLO_TIMEOUT_MS = 10_000;
/** Clients send it in one piece, or a few; byte by byte each would be read anew. */
const MAX_HELLO_PIECES = 64;
const IDLE_TIMEOUT_MS = 300_000;
/** A fatal alert: "unrecognized name". What tunnels something else sees a connection that closes. */
const ALERT = Buffer.from([21, 3, 1, 0, 2, 2, 112]);

export type Traffic = { upBytes: number; downBytes: number };

/** Resolves when it is known what the client wants: refused (and closed), or carried from then on. */
export async function carryTunnel(
  client: Duplex,
  head: Buffer,
  upstream: net.Socket,
  { name }: Allowed,
  traffic: Traffic,
): Promise<Refused | undefined> {
  upstream.once('close', () => client.destroy());
  client.once('close', () => upstream.destroy());
  client.write('HTTP/1.1 200 Connection established\r\n\r\n');
  const hello = await firstBytes(client, head);
  if (hello === 'gone') return undefined;
  const refused = refusalOf(hello, name);
  if (refused !== undefined) {
    endWith(client, ALERT);
    return refused;
  }
  traffic.upBytes += hello.length;
  upstream.write(hello);
  join(client, upstream, traffic);
  return undefined;
}

function refusalOf(hello: Buffer, name: string): Refused | undefined {
  const read = readClientHello(hello);
  if (read.kind !== 'hello') return { refused: 'no_tls' };
  const asked = readHost(read.serverName ?? '');
  const isSame = asked.kind === 'name' && asked.name === name;
  return isSame ? undefined : { refused: 'server_name', detail: read.serverName ?? '' };
}

/** Until it can be told what they are, within bounds. */
function firstBytes(client: Duplex, head: Buffer): Promise<Buffer | 'gone'> {
  const { promise, resolve } = Promise.withResolvers<Buffer | 'gone'>();
  let bytes = head;
  let pieces = 0;
  const timer = setTimeout(() => end(bytes), HELLO_TIMEOUT_MS);
  const look = () => {
    const isKnown = readClientHello(bytes).kind !== 'more';
    if (isKnown || pieces >= MAX_HELLO_PIECES || bytes.length > 2 * MAX_HELLO_BYTES) end(bytes);
  };
  const take = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    pieces += 1;
    look();
  };
  const gone = () => end('gone');
  const over = () => end(bytes);
  const end = (result: Buffer | 'gone') => {
    clearTimeout(timer);
    client.off('data', take).off('close', gone).off('end', over).pause();
    resolve(result);
  };
  client.on('data', take).once('close', gone).once('end', over);
  look();
  return promise;
}

function join(client: Duplex, upstream: net.Socket, traffic: Traffic): void {
  const idle = setTimeout(() => upstream.destroy(), IDLE_TIMEOUT_MS).unref();
  upstream.once('close', () => clearTimeout(idle));
  client.on('data', (chunk: Buffer) => {
    traffic.upBytes += chunk.length;
    idle.refresh();
  });
  upstream.on('data', (chunk: Buffer) => {
    traffic.downBytes += chunk.length;
    idle.refresh();
  });
  upstream.pipe(client);
  client.pipe(upstream);
}
