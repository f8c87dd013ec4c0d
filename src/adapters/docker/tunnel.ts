// The sidecar: a container without a network whose loopback ports are served in this process, over its own stdin and stdout.
import { readFileSync } from 'node:fs';
import type http from 'node:http';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { Duplex, duplexPair } from 'node:stream';
import type Docker from 'dockerode';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { attachTo, closeOf, createContainer, pause, startContainer } from './containers.ts';
import { StdoutOf } from './frames.ts';
import { MIB, memoryLimit, NO_POWERS, RELAY_UID } from './hardening.ts';

const READY_TIMEOUT_MS = 15_000;
const STREAM_WINDOW_BYTES = 256 * 1024;
const CONNECTION_WINDOW_BYTES = 64 * MIB;
const MAX_WORDS = 2_000;

/** What answers on each loopback port of the sandbox. */
export type Ports = Readonly<Record<number, http.Server>>;

export type Sidecar = {
  readonly name: string;
  readonly container: Docker.Container;
  /** Starts it; resolves when its ports are open. */
  start(): Promise<void>;
  /** Resolves when the tunnel is gone, for whatever reason. */
  readonly closed: Promise<undefined>;
  /** Lets go: the relay exits and takes everything in its pid namespace along. */
  close(): void;
};

export async function createSidecar(
  docker: Docker,
  input: {
    name: string;
    image: string;
    labels: Record<string, string>;
    ports: Ports;
    mounts?: Docker.MountSettings[];
  },
): Promise<Sidecar> {
  const container = await createContainer(docker, sidecarOptions(input));
  const socket = await attachTo(container, true);
  return {
    name: input.name,
    container,
    closed: closeOf(socket),
    close: () => socket.destroy(),
    async start() {
      const ready = serve(socket, input.ports);
      // Heard below; until then a relay that dies early must not be an unheard rejection.
      ready.catch(() => undefined);
      await startContainer(container);
      await ready;
    },
  };
}

function sidecarOptions(input: {
  name: string;
  image: string;
  labels: Record<string, string>;
  ports: Ports;
  mounts?: Docker.MountSettings[];
}): Docker.ContainerCreateOptions & { Image: string } {
  return {
    name: input.name,
    Image: input.image,
    Labels: input.labels,
    User: `${RELAY_UID}:${RELAY_UID}`,
    Entrypoint: ['node'],
    Cmd: ['--input-type=module', '-e', relaySource(), '--', ...Object.keys(input.ports)],
    WorkingDir: '/',
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...NO_POWERS,
      ...memoryLimit(128 * MIB),
      NetworkMode: 'none',
      PidsLimit: 32,
      // An init of its own reaps what the agent's dead children leave; the relay's end is the namespace's end.
      Init: true,
      AutoRemove: true,
      Mounts: input.mounts ?? [],
    },
  };
}

function relaySource(): string {
  return readFileSync(new URL('./relay.mjs', import.meta.url), 'utf8');
}

async function serve(socket: Socket, ports: Ports): Promise<void> {
  let words = '';
  const { promise: isReady, resolve } = Promise.withResolvers<'ready'>();
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
  session.on('stream', (stream, headers) => answer(stream, ports[Number(String(headers[':path']).slice(1))]));
  const timeout = pause(READY_TIMEOUT_MS).then(() => 'not ready in time' as const);
  const closed = closeOf(socket).then(() => 'closed' as const);
  const first = await Promise.race([isReady, closed, timeout]);
  if (first === 'ready') return;
  const detail = `The network sidecar did not come up (${first}): ${words.trim() || 'it said nothing'}. Does its image hold node?`;
  throw new PortError(problem('sandbox_unavailable', detail), { retryable: true });
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
