// Runs the set-up commands once, sealed as an agent is and with the same ways out, and turns what they left into a layer.

import type Docker from 'dockerode';
import type { WayOut } from '#adapters/egress/way-out.ts';
import { LogCap } from '#adapters/sandbox/log-cap.ts';
import { type Heard, setupEar, setupFailed, setupScript } from '#adapters/sandbox/setup-script.ts';
import type { Work } from '#adapters/sandbox/work.ts';
import { problem } from '#core/problem.ts';
import { repoName } from '#core/task/request.ts';
import { waitedUntil } from '#ports/clock.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec, SetupSpec } from '#ports/sandbox.ts';
import { agentOptions } from '../agent.ts';
import {
  attachTo,
  awaitExit,
  closeOf,
  createContainer,
  type Exit,
  killContainer,
  pause,
  removeContainer,
  startContainer,
  stateOf,
} from '../containers.ts';
import type { Deps } from '../deps.ts';
import { readScript } from '../files.ts';
import { Frames } from '../frames.ts';
import { abortOf } from '../halting.ts';
import { AGENT_UID, MIB } from '../hardening.ts';
import { runHelper } from '../helper.ts';
import { labels } from '../names.ts';
import { refusalLines } from '../refusal-lines.ts';
import type { Sidecar } from '../sidecar.ts';
import { type Space, watchDisk } from '../space.ts';
import { createVolume, removeVolume } from '../volumes.ts';
import {
  createOverlay,
  type Layers,
  type Lower,
  mountsOf,
  putSetupInputs,
  type Workspace,
} from '../workspace.ts';

const FINISH_TIMEOUT_MS = 10 * 60_000;
const FINISH_MEMORY_BYTES = 512 * MIB;
const FINISH_TMPFS_BYTES = 64 * MIB;
const DRAIN_MS = 1_000;
const MAX_LOG_BYTES = MIB;

export type SetupDeps = Omit<Deps, 'setups'>;

type Job = {
  readonly spec: AttemptSpec;
  readonly setup: SetupSpec;
  readonly layer: Lower;
  readonly onLog: (chunk: Uint8Array) => void;
  readonly signal: AbortSignal;
};

/** Fills the layer. Throws PortError setup_failed where the commands end badly. */
export async function runSetup(deps: SetupDeps, job: Job): Promise<void> {
  const { docker, names } = deps;
  await using stack = new AsyncDisposableStack();
  const { prepared, release } = await deps.prepared.hold(job.spec);
  stack.defer(async () => release());
  const lowers = { prepared };
  const own = {
    [labels.setup]: job.layer.volume,
    [labels.prepared]: prepared.volume,
    [labels.repo]: repoName(job.spec.repo),
  };
  const layers = await layersFor(deps, job.layer, own, stack);
  await createOverlay(docker, { layers, lowers: [prepared], labels: names.own('making', own) });
  const mounts = mountsOf(names, layers.overlay, lowers, names.own('making', own));
  await runCommands(deps, job, { overlay: layers.overlay, mounts }, own);
  await finish(deps, job, mounts, own);
}

/** The layer itself is what is written to; the rest goes when it is done. */
async function layersFor(
  { docker, names }: SetupDeps,
  layer: Lower,
  own: Record<string, string>,
  stack: AsyncDisposableStack,
): Promise<Layers> {
  const [overlay, scratch] = [names.once('overlay'), names.once('scratch')];
  stack.defer(async () => {
    for (const name of [overlay, scratch]) await removeVolume(docker, name);
  });
  const scratchDir = await createVolume(docker, { Name: scratch, Labels: names.own('making', own) });
  return { overlay, upperDir: layer.mountpoint, scratchDir };
}

type Opened = { readonly way: WayOut; readonly sidecar: Sidecar };

async function runCommands(
  deps: SetupDeps,
  job: Job,
  workspace: Workspace,
  own: Record<string, string>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const opened = await openWay(deps, job.spec, stack);
  const container = await sealedContainer(deps, job, { workspace, own, ...opened });
  stack.defer(() => removeContainer(container));
  const socket = await attachTo(container, false);
  stack.defer(() => void socket.destroy());
  const ear = setupEar(job.setup.commands);
  const log = new LogCap(MAX_LOG_BYTES, job.onLog);
  const hear = (part: Buffer) => {
    ear.hear(part);
    log.take(part);
  };
  const frames = new Frames(hear, hear);
  socket.on('data', (chunk: Buffer) => frames.push(chunk));
  await putSetupInputs(container, opened.way.files);
  await opened.sidecar.ready;
  const space = watchDisk(deps, job.layer.volume, job.spec.limits, deps.names.own('helper', own));
  stack.defer(() => space.close());
  await space.ready;
  const { exit, forget } = awaitExit(container, socket);
  stack.defer(() => forget());
  await startContainer(container);
  const end = await endOf(deps, job, exit, opened.sidecar, space);
  if (end === 'timed_out' || end === 'out_of_disk') await killContainer(container);
  await Promise.race([closeOf(socket), pause(DRAIN_MS)]);
  log.end();
  for (const line of refusalLines(opened.way.facts().denials)) job.onLog(Buffer.from(`${line}\n`));
  await requireSuccess(container, job.setup, end, ear.heard());
}

/** What an agent may reach without a model: no token, no budget. */
async function openWay(deps: SetupDeps, spec: AttemptSpec, stack: AsyncDisposableStack): Promise<Opened> {
  const way = deps.egress.open({
    key: spec.key,
    network: spec.network,
    model: undefined,
    budget: undefined,
    onUsage: () => undefined,
  });
  stack.defer(() => way.close());
  const sidecar = await deps.sidecars.take();
  stack.defer(() => sidecar.remove());
  sidecar.serve(way.ports);
  return { way, sidecar };
}

async function sealedContainer(
  deps: SetupDeps,
  { spec, setup }: Job,
  { workspace, own, way, sidecar }: Opened & { workspace: Workspace; own: Record<string, string> },
): Promise<Docker.Container> {
  const command = ['sh', '-c', setupScript(setup.commands)];
  const agent = { ...spec.agent, command, env: { CI: 'true' }, files: {} };
  const work: Work = { ...spec, agent, inputs: {}, isPlain: true };
  const { docker, names } = deps;
  return await createContainer(docker, {
    ...agentOptions(deps, { spec: work, workspace, way, sidecarId: sidecar.id }),
    name: names.once('setup'),
    Labels: names.own('helper', own),
  });
}

type End = Exit | 'timed_out' | 'out_of_disk' | 'aborted';

async function endOf(
  { clock }: SetupDeps,
  { setup, signal }: Job,
  exit: Promise<Exit>,
  sidecar: Sidecar,
  space: Space,
): Promise<End> {
  const over = new AbortController();
  const limit = waitedUntil(clock, clock.nowMs() + setup.timeoutMs, over.signal);
  const gone = sidecar.closed.then(() => 'gone' as const);
  return await Promise.race([
    exit,
    limit.then(() => 'timed_out' as const),
    abortOf(signal),
    gone,
    space.over.then(() => 'out_of_disk' as const),
  ]).finally(() => over.abort());
}

async function requireSuccess(
  container: Docker.Container,
  setup: SetupSpec,
  end: End,
  heard: Heard,
): Promise<void> {
  if (end === 'gone' || end === 'aborted') {
    const detail = 'The set-up was cut off: its container vanished, or Greenlight is ending.';
    throw new PortError(problem('sandbox_unavailable', detail), { retryable: true });
  }
  if (end === 'timed_out' || end === 'out_of_disk') throw setupFailed(setup, end, heard);
  if (end.code === 0) return;
  const isOutOfMemory = (await stateOf(container))?.OOMKilled === true;
  throw setupFailed(setup, isOutOfMemory ? 'out_of_memory' : end, heard);
}

async function finish(
  deps: SetupDeps,
  { spec, signal }: Job,
  mounts: Docker.MountSettings[],
  own: Record<string, string>,
): Promise<void> {
  const end = await runHelper(deps.docker, {
    name: deps.names.once('finish'),
    image: deps.helperImage,
    labels: deps.names.own('helper', own),
    script: readScript('setup/finish-setup.sh'),
    uid: AGENT_UID,
    env: {},
    mounts,
    memoryBytes: FINISH_MEMORY_BYTES,
    tmpfsBytes: FINISH_TMPFS_BYTES,
    timeoutMs: FINISH_TIMEOUT_MS,
    signal,
    onStdout: () => undefined,
  });
  if (typeof end.exit === 'object' && end.exit.code === 0) return;
  const why = typeof end.exit === 'object' ? `exit code ${end.exit.code}` : end.exit;
  const detail = `What the set-up of ${repoName(spec.repo)} made could not be kept (${why}): ${end.stderr}`;
  throw new PortError(problem('workspace_failed', detail), { retryable: typeof end.exit !== 'object' });
}
