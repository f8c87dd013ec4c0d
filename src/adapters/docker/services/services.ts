// What a repository's tests need beside them, such as a database: containers in the namespaces of the attempt, sealed and limited as the agent is.
import type Docker from 'dockerode';
import { lastWords } from '#adapters/sandbox/last-words.ts';
import { LogCap } from '#adapters/sandbox/log-cap.ts';
import type { Service } from '#core/policy.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { answered } from '../answered.ts';
import { attachTo, closeOf, createContainer, pause, removeContainer, startContainer } from '../containers.ts';
import type { Deps } from '../deps.ts';
import { imageMissing, isMissing } from '../engine-error.ts';
import { Frames } from '../frames.ts';
import { abortOf, Halted, type Halting } from '../halting.ts';
import { MIB, SERVICE_UID, serviceHost } from '../hardening.ts';
import { untilHealthy } from './health.ts';

const MAX_LOG_BYTES = MIB;
const MAX_TAIL_CHARS = 2_000;
const LAST_WORDS_MS = 500;
const MAX_REASON_CHARS = 250;

export type Beside = {
  readonly sidecarId: string;
  readonly stack: AsyncDisposableStack;
  readonly halting: Halting;
  readonly onOther: ((source: string, chunk: Uint8Array) => void) | undefined;
};

/** All at once; resolves when the last is ready. Throws PortError service_failed or image_missing, Halted where the run is ended meanwhile. */
export async function startServices(deps: Deps, spec: AttemptSpec, beside: Beside): Promise<void> {
  const services = spec.services ?? [];
  if (services.length === 0) return;
  const over = new AbortController();
  const all = Promise.allSettled(services.map((service) => start(deps, spec, service, beside, over.signal)));
  const first = await Promise.race([all, abortOf(beside.halting.any)]);
  over.abort();
  // Nothing may register itself for clearing after the clearing.
  const ends = await all;
  if (first === 'aborted') throw new Halted();
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function start(
  deps: Deps,
  spec: AttemptSpec,
  service: Service,
  { sidecarId, stack, onOther }: Beside,
  over: AbortSignal,
): Promise<void> {
  const container = await createContainer(deps.docker, await options(deps, spec, service, sidecarId));
  stack.defer(() => removeContainer(container));
  const socket = await attachTo(container, false);
  const log = new LogCap(MAX_LOG_BYTES, (chunk) => onOther?.(`service-${service.name}`, chunk));
  stack.defer(async () => {
    socket.destroy();
    log.end();
  });
  let tail = '';
  const hear = (part: Buffer) => {
    tail = (tail + part.toString('utf8')).slice(-MAX_TAIL_CHARS);
    log.take(part);
  };
  const frames = new Frames(hear, hear);
  socket.on('data', (chunk: Buffer) => frames.push(chunk));
  await startContainer(container).catch((error: unknown) => {
    throw failed(service, `did not start: ${error instanceof Error ? error.message : error}`, error);
  });
  const health = await untilHealthy(container, service, over);
  if (health !== 'ready' && !over.aborted) {
    // The engine knows that it has ended a moment before its last words are here.
    await Promise.race([closeOf(socket), pause(LAST_WORDS_MS)]);
    throw failed(service, `${health}: ${lastWords(tail, MAX_REASON_CHARS)}`);
  }
}

function failed({ name, image }: Service, how: string, cause?: unknown): PortError {
  return new PortError(problem('service_failed', `${name} (${image}) ${how}`), { retryable: false, cause });
}

async function options(
  { docker, names, runtime }: Deps,
  spec: AttemptSpec,
  service: Service,
  sidecarId: string,
): Promise<Docker.ContainerCreateOptions & { Image: string }> {
  const uid = service.user ?? SERVICE_UID;
  // A volume of the image's own would be root's, and on the engine's disk.
  const writable = [...(await volumesOf(docker, service.image)), ...service.writable];
  return {
    name: names.once('service'),
    Image: service.image,
    Labels: names.ofAttempt('service', spec),
    User: `${uid}:${uid}`,
    ...(service.command.length === 0 ? {} : { Cmd: [...service.command] }),
    Env: Object.entries(service.env).map(([name, value]) => `${name}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: serviceHost(sidecarId, spec.limits, { uid, writable, runtime }),
  };
}

async function volumesOf(docker: Docker, image: string): Promise<readonly string[]> {
  try {
    const { Config } = await answered(docker.getImage(image).inspect());
    return Object.keys(Config.Volumes ?? {});
  } catch (error) {
    if (isMissing(error)) throw imageMissing(image, error);
    throw error;
  }
}
