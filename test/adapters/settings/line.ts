// A line to a server that a test can cut, mend, or freeze so that nothing comes back.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Line = { readonly url: string; cut(): Promise<void>; mend(): Promise<void>; freeze(): void };

export async function lineTo(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const carry = (near: Socket) => {
    const far = connect(Number(port), hostname);
    near.on('data', (chunk) => isFrozen || far.write(chunk));
    far.on('data', (chunk) => near.write(chunk));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      // An end that breaks takes the other one with it; that is all an error means here.
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  };
  let server = await listen(carry, 0);
  const own = (server.address() as AddressInfo).port;
  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  onTestFinished(cut);
  return {
    url: `redis://127.0.0.1:${own}`,
    cut,
    async mend() {
      server = await listen(carry, own);
    },
    freeze() {
      isFrozen = true;
    },
  };
}

async function listen(carry: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(carry).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
