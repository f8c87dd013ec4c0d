// Tries the controls from inside: containers sealed exactly as an agent's, which run our own probe, use up memory, and lose their sidecar.
import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { PROXY_PORT } from '#adapters/egress/egress.ts';
import type { Control } from '#core/controls.ts';
import {
  attachTo,
  awaitExit,
  closeOf,
  createContainer,
  pause,
  removeContainer,
  startContainer,
  stateOf,
} from '../containers.ts';
import { Frames } from '../frames.ts';
import { AGENT_HOME, AGENT_UID, agentHost, MIB } from '../hardening.ts';
import type { Names } from '../names.ts';
import { createSidecar, type Sidecar } from '../sidecar.ts';
import { insideControls, type ProbeFacts } from './inside-controls.ts';

const PROBE_TIMEOUT_MS = 30_000;
const DEATH_MS = 2_000;
const LIMITS = {
  memoryBytes: 256 * MIB,
  cpus: 0.5,
  pids: 64,
  diskBytes: 64 * MIB,
  timeoutMs: PROBE_TIMEOUT_MS,
  maxLogBytes: MIB,
  maxBundleBytes: MIB,
};
/** Little more than node needs to start, so that the bomb goes off early. */
/** A runtime that brings a kernel of its own has that within the container's limits. */
const ROOMY = { ...LIMITS, memoryBytes: 1_024 * MIB, pids: 256 };
const BOMB_LIMITS = { ...LIMITS, memoryBytes: 96 * MIB };
/** Far beyond the limit, and bounded: where there is no limit, this machine is not to suffer for it. */
const BOMB = 'const all = []; for (let i = 0; i < 32; i += 1) all.push(Buffer.alloc(8 << 20, 1));';
const TMP_BYTES = 512 * MIB;

export type SelfTestDeps = {
  readonly docker: Docker;
  readonly names: Names;
  readonly helperImage: string;
  /** What agents run under, and so this test. */
  readonly runtime: string | undefined;
};

/** Every control that can be tried, in about two seconds. Throws what the engine says when it cannot run even this. */
export async function selfTest(deps: SelfTestDeps): Promise<readonly Control[]> {
  await using stack = new AsyncDisposableStack();
  const sidecar = await createSidecar(deps.docker, {
    name: deps.names.once('net'),
    image: deps.helperImage,
    labels: deps.names.own('sidecar'),
    portNumbers: [PROXY_PORT],
  });
  stack.defer(() => sidecar.remove());
  await sidecar.ready;
  const [inside, memory] = [await probe(deps, sidecar), await memoryBomb(deps, sidecar)];
  return [...inside, memory, await deadMansSwitch(deps, sidecar)];
}

type Sealed = { readonly output: string; readonly state: Docker.ContainerInspectInfo['State'] | undefined };

async function probe(deps: SelfTestDeps, sidecar: Sidecar): Promise<readonly Control[]> {
  const source = readFileSync(new URL('./probe.mjs', import.meta.url), 'utf8');
  const limits = deps.runtime === undefined ? LIMITS : ROOMY;
  const { output } = await runSealed(
    deps,
    sidecar,
    ['--input-type=module', '-e', source, '--', String(limits.pids + 16)],
    limits,
  );
  return insideControls(readFacts(output), { pids: limits.pids, cpus: limits.cpus, tmpBytes: TMP_BYTES });
}

/** More processes than allowed took the container along. */
const ENDED_THERE: ProbeFacts['processes'] = { started: 0, refused: 'the container ended' };

function readFacts(output: string): ProbeFacts {
  const lines = output.split('\n').filter((each) => each.startsWith('{'));
  if (lines.length === 0) throw new Error(`the self-test said nothing to read: ${output.slice(0, 500)}`);
  // Our own script in an image of ours wrote it.
  return Object.assign({ processes: ENDED_THERE }, ...lines.map((line) => JSON.parse(line))) as ProbeFacts;
}

async function memoryBomb(deps: SelfTestDeps, sidecar: Sidecar): Promise<Control> {
  const { state } = await runSealed(deps, sidecar, ['-e', BOMB], BOMB_LIMITS);
  return {
    name: 'memory limit holds',
    isEnforced: state?.OOMKilled === true,
    isRequired: true,
    seen: state?.OOMKilled
      ? 'a process that used more was killed'
      : `a process that used more ended with ${state?.ExitCode ?? 'nothing'}`,
    remedy: 'enable the memory cgroup (cgroup_enable=memory on the kernel command line)',
  };
}

/** Nothing that an agent started may outlive whoever holds its sidecar. */
async function deadMansSwitch(deps: SelfTestDeps, sidecar: Sidecar): Promise<Control> {
  const container = await createContainer(
    deps.docker,
    options(deps, sidecar, ['-e', 'setInterval(() => 0, 1000)'], LIMITS),
  );
  try {
    const socket = await attachTo(container, false);
    const { exit, forget } = awaitExit(container, socket);
    socket.resume();
    await startContainer(container);
    const atMs = performance.now();
    sidecar.close();
    const end = await Promise.race([exit, pause(DEATH_MS)]);
    const tookMs = Math.round(performance.now() - atMs);
    forget();
    socket.destroy();
    return {
      name: 'dead man’s switch',
      isEnforced: end !== undefined,
      isRequired: true,
      seen:
        end === undefined
          ? `still alive ${DEATH_MS} ms after its holder let go`
          : `gone ${tookMs} ms after its holder let go`,
      remedy: 'let the engine honour PidMode container:<id>',
    };
  } finally {
    await removeContainer(container);
  }
}

async function runSealed(
  deps: SelfTestDeps,
  sidecar: Sidecar,
  args: readonly string[],
  limits: typeof LIMITS,
): Promise<Sealed> {
  const container = await createContainer(deps.docker, options(deps, sidecar, args, limits));
  let output = '';
  try {
    const socket = await attachTo(container, false);
    const take = (part: Buffer) => {
      output = (output + part.toString('utf8')).slice(-64 * 1024);
    };
    const frames = new Frames(take, take);
    socket.on('data', (chunk: Buffer) => frames.push(chunk));
    const { exit, forget } = awaitExit(container, socket);
    await startContainer(container);
    await Promise.race([exit, pause(PROBE_TIMEOUT_MS)]);
    await Promise.race([closeOf(socket), pause(1_000)]);
    forget();
    socket.destroy();
    return { output, state: await stateOf(container) };
  } finally {
    await removeContainer(container);
  }
}

function options(deps: SelfTestDeps, sidecar: Sidecar, args: readonly string[], limits: typeof LIMITS) {
  return {
    name: deps.names.once('doctor'),
    Image: deps.helperImage,
    Labels: deps.names.own('helper'),
    User: `${AGENT_UID}:${AGENT_UID}`,
    Entrypoint: ['node'],
    Cmd: [...args],
    Env: [`HOME=${AGENT_HOME}`],
    WorkingDir: '/tmp',
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: agentHost(sidecar.id, limits, deps.runtime),
  };
}
