// Runs one short trusted script in a container of our own image: laying out a workspace, collecting a result.
import type { Socket } from 'node:net';
import type Docker from 'dockerode';
import {
  attachTo,
  awaitExit,
  closeOf,
  createContainer,
  type Exit,
  pause,
  removeContainer,
  startContainer,
} from './containers.ts';
import { Frames } from './frames.ts';
import { abortOf } from './halting.ts';
import { joined, memoryLimit, NO_POWERS } from './hardening.ts';

const MAX_STDERR_CHARS = 4_000;
const DRAIN_MS = 5_000;

export type HelperJob = {
  readonly name: string;
  readonly image: string;
  readonly labels: Record<string, string>;
  /** POSIX shell; values come in by `env`, never by text in the script. */
  readonly script: string;
  readonly uid: number;
  /** Beyond none, of those that a user of number 0 may have. */
  readonly capabilities?: readonly string[];
  readonly env: Record<string, string>;
  readonly mounts: Docker.MountSettings[];
  readonly memoryBytes: number;
  readonly tmpfsBytes: number;
  /** Joins this sidecar's namespaces, and so dies with whoever holds it; otherwise it has no network of any kind. */
  readonly sidecar?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called on the created container: putArchive only works safely before something hostile has written there. */
  beforeStart?(container: Docker.Container): Promise<void>;
  onStdout(chunk: Buffer, stdin: Socket): void;
};

export type HelperEnd = { readonly exit: Exit | 'timed_out' | 'aborted'; readonly stderr: string };

export async function runHelper(docker: Docker, job: HelperJob): Promise<HelperEnd> {
  if (job.signal.aborted) return { exit: 'aborted', stderr: '' };
  const container = await createContainer(docker, helperOptions(job));
  try {
    await job.beforeStart?.(container);
    return await follow(container, job);
  } finally {
    await removeContainer(container);
  }
}

async function follow(container: Docker.Container, job: HelperJob): Promise<HelperEnd> {
  let stderr = '';
  const socket = await attachTo(container, true);
  const frames = new Frames(
    (part) => job.onStdout(part, socket),
    (part) => {
      stderr = (stderr + part.toString('utf8')).slice(-MAX_STDERR_CHARS);
    },
  );
  let failure: unknown;
  socket.on('data', (chunk: Buffer) => {
    try {
      frames.push(chunk);
    } catch (error) {
      failure ??= error;
      socket.destroy();
    }
  });
  const { exit, forget } = awaitExit(container, socket);
  try {
    await startContainer(container);
    const end = await Promise.race([
      exit,
      pause(job.timeoutMs).then(() => 'timed_out' as const),
      abortOf(job.signal),
    ]);
    await Promise.race([closeOf(socket), typeof end === 'object' ? pause(DRAIN_MS) : undefined]);
    if (failure !== undefined) throw failure;
    return { exit: end, stderr: stderr.trim() };
  } finally {
    forget();
    socket.destroy();
  }
}

function helperOptions(job: HelperJob): Docker.ContainerCreateOptions & { Image: string } {
  return {
    name: job.name,
    Image: job.image,
    Labels: job.labels,
    User: `${job.uid}:${job.uid}`,
    Entrypoint: ['sh'],
    Cmd: ['-c', job.script],
    Env: Object.entries({ ...GIT_ENV, ...job.env }).map(([name, value]) => `${name}=${value}`),
    WorkingDir: '/',
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...NO_POWERS,
      ...(job.capabilities === undefined ? {} : { CapAdd: [...job.capabilities] }),
      ...(job.sidecar === undefined ? { NetworkMode: 'none' } : joined(job.sidecar)),
      ...memoryLimit(job.memoryBytes),
      PidsLimit: 64,
      Tmpfs: { '/tmp': `size=${job.tmpfsBytes},mode=1777` },
      Mounts: job.mounts,
    },
  };
}

/** git without anybody's configuration. */
const GIT_ENV = {
  HOME: '/tmp',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
};
