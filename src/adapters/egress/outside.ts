// The one door to the network for what agents ask for: a name is resolved once, and only an address that was checked is dialled.
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Allowed, dialable, type Refused } from '#core/egress/decide.ts';

/** Swapped in tests: who answers for a name, and what a connection to an address is. */
export type Outside = {
  /** All addresses of a name; empty where it has none. */
  resolve(name: string): Promise<readonly string[]>;
  connect(address: string, port: number): net.Socket;
  /** Addresses of this machine, public ones too: what listens here is for nobody in a sandbox. */
  isOwn(address: string): boolean;
  /** Certificates to trust beside the usual ones. */
  readonly ca?: string;
};

export const internet: Outside = {
  async resolve(name) {
    try {
      return (await lookup(name, { all: true })).map(({ address }) => address);
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) return [];
      throw error;
    }
  },
  connect: (address, port) => net.connect({ host: address, port }),
  isOwn: (address) =>
    Object.values(networkInterfaces()).some((list) => list?.some((own) => own.address === address)),
};

const RESOLVE_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_TRIES = 4;

/** An open connection to what was allowed; refused where its addresses are; undefined where nobody answers. */
export async function reach(
  outside: Outside,
  { name, port }: Pick<Allowed, 'name' | 'port'>,
): Promise<net.Socket | Refused | undefined> {
  const addresses = await Promise.race([outside.resolve(name), nothingAfter(RESOLVE_TIMEOUT_MS)]);
  const open = dialable(addresses, outside.isOwn);
  if ('refused' in open) return open;
  for (const address of open.slice(0, MAX_TRIES)) {
    const socket = await connected(outside.connect(address, port));
    if (socket !== undefined) return socket;
  }
  return undefined;
}

function nothingAfter(timeoutMs: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    setTimeout(() => resolve([]), timeoutMs).unref();
  });
}

async function connected(socket: net.Socket): Promise<net.Socket | undefined> {
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
    socket.setNoDelay(true);
    // Whoever takes it hears of its end by "close".
    socket.on('error', () => socket.destroy());
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof Error) return undefined;
    throw error;
  }
}
