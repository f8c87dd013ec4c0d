// A Docker engine that accepts every connection and never answers, until the test lets it: then it is the real one.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

export type MuteEngine = {
  /** For DOCKER_HOST. */
  readonly address: string;
  /** From now on, also on connections that wait already, the real engine answers. */
  answer(): void;
  close(): void;
};

export async function muteEngine(): Promise<MuteEngine> {
  const path = join(tmpdir(), `mute-engine-${process.pid}-${Date.now()}.sock`);
  const waiting = new Set<Socket>();
  const open = new Set<Socket>();
  const toReal = await realEngine();
  let answers = false;
  const reach = (socket: Socket) => {
    const real = toReal();
    open.add(real);
    passOn(socket, real);
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    open.add(socket);
    if (answers) reach(socket);
    else waiting.add(socket);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    address: `unix://${path}`,
    answer() {
      answers = true;
      for (const socket of waiting) reach(socket);
    },
    close() {
      for (const socket of open) socket.destroy();
      server.close();
      rmSync(path, { force: true });
    },
  };
}

function passOn(socket: Socket, real: Socket): void {
  real.on('error', () => socket.destroy());
  socket.pipe(real).pipe(socket);
}

/** Where the library finds it; its types do not know these. */
async function realEngine(): Promise<() => Socket> {
  const { socketPath, host, port } = new Docker().modem as {
    socketPath?: string | (() => Promise<string>);
    host?: string;
    port?: number;
  };
  const path = typeof socketPath === 'function' ? await socketPath() : socketPath;
  const to = path === undefined ? { host: host ?? '127.0.0.1', port: Number(port) } : { path };
  return () => connect({ ...to, allowHalfOpen: true });
}
