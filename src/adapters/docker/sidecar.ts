// The sidecar: a container without a network. Its loopback ports are served in this process (tunnel.ts), and its life hangs on it.
import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { attachTo, closeOf, createContainer, pause, removeContainer, startContainer } from './containers.ts';
import { MIB, memoryLimit, NO_POWERS, RELAY_UID } from './hardening.ts';
import { type Ports, serveTunnel } from './tunnel.ts';

const READY_TIMEOUT_MS = 15_000;

export type Sidecar = {
  readonly id: string;
  /** Resolves when its loopback ports are open. */
  readonly ready: Promise<void>;
  /** Resolves when the tunnel is gone, for whatever reason. */
  readonly closed: Promise<undefined>;
  isOpen(): boolean;
  /** From here on these servers answer; before, every connection is refused. */
  serve(ports: Ports): void;
  /** Lets go: the relay exits and the kernel takes everything in its pid namespace along. */
  close(): void;
  /** The same, and resolves when the container is gone. */
  remove(): Promise<void>;
};

export type SidecarInput = {
  readonly name: string;
  readonly image: string;
  readonly labels: Record<string, string>;
  readonly portNumbers: readonly number[];
};

/** Created when this resolves (so that others may join it); up when `ready` does. */
export async function createSidecar(docker: Docker, input: SidecarInput): Promise<Sidecar> {
  const container = await createContainer(docker, sidecarOptions(input));
  const socket = await attachTo(container, true);
  let servers: Ports = {};
  const tunnel = serveTunnel(socket, (port) => servers[port]);
  const closed = closeOf(socket);
  const ready = startContainer(container).then(() => untilReady(tunnel, closed));
  // Whoever waits for it hears it; one that nobody waited for yet must not be an unheard rejection.
  ready.catch(() => socket.destroy());
  return {
    id: container.id,
    ready,
    closed,
    isOpen: () => !socket.destroyed,
    serve: (ports) => {
      servers = ports;
    },
    close: () => socket.destroy(),
    async remove() {
      socket.destroy();
      await removeContainer(container);
    },
  };
}

async function untilReady(
  tunnel: { ready: Promise<'ready'>; words(): string },
  closed: Promise<undefined>,
): Promise<void> {
  const first = await Promise.race([
    tunnel.ready,
    closed.then(() => 'it ended' as const),
    pause(READY_TIMEOUT_MS).then(() => 'not ready in time' as const),
  ]);
  if (first === 'ready') return;
  const detail = `The network sidecar did not come up (${first}): ${tunnel.words() || 'it said nothing'}. Does its image hold node?`;
  throw new PortError(problem('sandbox_unavailable', detail), { retryable: true });
}

function sidecarOptions(input: SidecarInput): Docker.ContainerCreateOptions & { Image: string } {
  return {
    name: input.name,
    Image: input.image,
    Labels: input.labels,
    User: `${RELAY_UID}:${RELAY_UID}`,
    Entrypoint: ['node'],
    Cmd: ['--input-type=module', '-e', relaySource(), '--', ...input.portNumbers.map(String)],
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
    },
  };
}

function relaySource(): string {
  return readFileSync(new URL('./relay.mjs', import.meta.url), 'utf8');
}
