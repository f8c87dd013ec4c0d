// The few calls on containers that everything here is made of, with the traps of engine and client handled in one place.

import type { Socket } from 'node:net';
import type Docker from 'dockerode';
import { answered } from './answered.ts';
import { imageMissing, isConflict, isMissing, isUnreachable } from './engine-error.ts';

const KILL_TIMEOUT_MS = 1_500;
const KILL_AGAIN_MS = 20;
const REMOVAL_TIMEOUT_MS = 10_000;
const EXIT_GRACE_MS = 1_500;

/** Creates a container; 404 means that its image is not there. */
export async function createContainer(
  docker: Docker,
  options: Docker.ContainerCreateOptions & { Image: string },
): Promise<Docker.Container> {
  try {
    return await answered(docker.createContainer(options));
  } catch (error) {
    if (isMissing(error)) throw imageMissing(options.Image, error);
    throw error;
  }
}

/**
 * The container's streams, hijacked: attach before start, so that nothing is missed. Without `hijack` the end of stdin
 * would destroy the output; with it abort signals are ignored, so whoever holds the socket destroys it.
 */
export async function attachTo(container: Docker.Container, stdin: boolean): Promise<Socket> {
  const options = { stream: true, hijack: true, stdin, stdout: true, stderr: true };
  // The client hands out the upgraded connection itself; its types know only the stream.
  const socket = (await answered(container.attach(options))) as unknown as Socket;
  // The close that follows is what counts; without a listener a reset would end the process.
  socket.on('error', () => socket.destroy());
  return socket;
}

export async function startContainer(container: Docker.Container): Promise<void> {
  await answered(container.start());
}

/** Sends SIGKILL; one that is gone or not running is as dead as wanted. */
export async function killContainer(container: Docker.Container): Promise<void> {
  await answered(container.kill(), KILL_TIMEOUT_MS).catch((error: unknown) => {
    if (!isMissing(error) && !isConflict(error)) throw error;
  });
}

/**
 * Kills also one that is just being started by somebody else: until the engine has noted it as running, a kill is refused
 * although the first output may be there already.
 */
export async function killForGood(container: Docker.Container, withinMs: number): Promise<void> {
  const untilMs = performance.now() + withinMs;
  do {
    await killContainer(container);
    const state = await stateOf(container);
    if (state === undefined || state.Status === 'exited' || state.Status === 'dead') return;
    await pause(KILL_AGAIN_MS);
  } while (performance.now() < untilMs);
}

/** Removes it, running or not, and returns when its name is free. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  try {
    await answered(container.remove({ force: true, v: true }));
  } catch (error) {
    if (isMissing(error)) return;
    if (!isConflict(error)) throw error;
    // AutoRemove is at it already: wait for that to end.
    await untilRemoved(container);
  }
}

async function untilRemoved(container: Docker.Container): Promise<void> {
  const abort = new AbortController();
  const removed = container.wait({ condition: 'removed', abortSignal: abort.signal });
  await answered(removed, REMOVAL_TIMEOUT_MS)
    .finally(() => abort.abort())
    .catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
}

export type Exit = { readonly code: number } | 'gone';

/** Ask before start: a `wait` that comes late never settles, or is a 404 where AutoRemove was quicker. `forget` drops the request. */
export function awaitExit(
  container: Docker.Container,
  socket: Socket,
): { exit: Promise<Exit>; forget(): void } {
  const abort = new AbortController();
  const asked = container.wait({ condition: 'next-exit', abortSignal: abort.signal }) as Promise<{
    StatusCode: number;
  }>;
  const answered: Promise<Exit> = asked.then(
    ({ StatusCode }) => ({ code: StatusCode }),
    () => 'gone' as const,
  );
  return { exit: firstOf(container, socket, answered), forget: () => abort.abort() };
}

/** `wait` never settles when the engine dies, but the attached stream then closes: whichever comes first, then a look. */
async function firstOf(container: Docker.Container, socket: Socket, answered: Promise<Exit>): Promise<Exit> {
  const first = await Promise.race([answered, closeOf(socket)]);
  if (first !== undefined && first !== 'gone') return first;
  const late = first === undefined ? await Promise.race([answered, pause(EXIT_GRACE_MS)]) : undefined;
  return late !== undefined && late !== 'gone' ? late : await lookAt(container);
}

async function lookAt(container: Docker.Container): Promise<Exit> {
  const state = await stateOf(container);
  return state?.Status === 'exited' ? { code: state.ExitCode } : 'gone';
}

/** Undefined when it is gone, or nobody is there to say. */
export async function stateOf(
  container: Docker.Container,
): Promise<Docker.ContainerInspectInfo['State'] | undefined> {
  try {
    return (await answered(container.inspect(), KILL_TIMEOUT_MS)).State;
  } catch (error) {
    if (isMissing(error) || isUnreachable(error)) return undefined;
    throw error;
  }
}

/** Resolves when the stream has closed, however. */
export function closeOf(socket: Socket): Promise<undefined> {
  if (socket.closed) return Promise.resolve(undefined);
  return new Promise((resolve) => socket.once('close', () => resolve(undefined)));
}

/** Real time, for the engine's own latencies only; what the product waits for goes through the clock. */
export function pause(timeMs: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), timeMs).unref();
  });
}
