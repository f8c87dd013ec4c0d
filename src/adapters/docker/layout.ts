// Lays out everything an agent needs before it starts: sidecar, workspace, container, inputs; the slow parts at the same time.
import type { Socket } from 'node:net';
import type Docker from 'dockerode';
import type { WayOut } from '#adapters/egress/way-out.ts';
import type { Work } from '#adapters/sandbox/work.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { agentOptions } from './agent.ts';
import { attachTo, createContainer, removeContainer } from './containers.ts';
import type { Deps } from './deps.ts';
import { isConflict } from './engine-error.ts';
import { abortOf, Halted, type Halting } from './halting.ts';
import { startServices } from './services/services.ts';
import { sessionLayer } from './sessions.ts';
import type { Sidecar } from './sidecar.ts';
import type { Space } from './space.ts';
import {
  assertWhole,
  createLayers,
  createWorkspace,
  type Lower,
  putInputs,
  type Workspace,
} from './workspace.ts';

type Hooks = Pick<Parameters<Sandbox['run']>[1], 'onOther'>;

export type Layout = {
  readonly sidecar: Sidecar;
  readonly workspace: Workspace;
  readonly space: Space;
  /** Created, not started. */
  readonly agent: Docker.Container;
  /** Attached before the start, so that not a byte of output is missed. */
  readonly socket: Socket;
};

/** Where clearing away is registered: at once in `stack`, or in the `background` where nobody waits for it. */
export type Clearing = { readonly stack: AsyncDisposableStack; readonly background: Promise<void>[] };

export async function layOut(
  deps: Deps,
  { spec, halting, way, onOther }: { spec: Work; halting: Halting; way: WayOut; onOther: Hooks['onOther'] },
  clearing: Clearing,
): Promise<Layout> {
  const sidecarTaken = takeSidecar(deps, spec, way, clearing);
  try {
    const [prepared, setup, session, layers] = await allEnded([
      held(deps.prepared.hold(spec), halting, clearing),
      holdSetup(deps, spec, halting, clearing, onOther),
      sessionLayer(deps, spec),
      createLayers(deps, spec, (remove) => clearLater(deps, spec, clearing, 'a workspace', remove)),
    ]);
    const [workspace, sidecar] = await allEnded([
      createWorkspace(deps, spec, { prepared, setup, session }, layers),
      sidecarTaken,
    ]);
    if (deps.workspaceKind === 'memory') await layers.space.ready;
    const agent = await onlyOne(spec, () =>
      createContainer(deps.docker, agentOptions(deps, { spec, workspace, way, sidecarId: sidecar.id })),
    );
    clearing.stack.defer(async () => {
      const removal = clear(deps, spec, 'an agent container', () => removeContainer(agent));
      if (halting.engineIsGone) clearing.background.push(removal);
      else await removal;
    });
    const [socket] = await allEnded([
      attachTo(agent, false),
      putInputs(agent, spec, way),
      assertWhole(deps, spec, workspace),
      sidecar.ready,
      layers.space.ready,
    ]);
    await startServices(deps, spec, { sidecarId: sidecar.id, stack: clearing.stack, halting, onOther });
    return { sidecar, workspace, space: layers.space, agent, socket };
  } finally {
    // Nothing may register itself for clearing after the clearing.
    await Promise.allSettled([sidecarTaken]);
  }
}

/** Like Promise.all, but nothing is still being made when it throws: what comes later would not be cleared away. */
async function allEnded<T extends readonly unknown[]>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}

async function takeSidecar(deps: Deps, spec: Work, way: WayOut, clearing: Clearing): Promise<Sidecar> {
  const sidecar = await deps.sidecars.take();
  clearLater(deps, spec, clearing, 'a sidecar', () => sidecar.remove());
  sidecar.serve(way.ports);
  return sidecar;
}

async function holdSetup(
  deps: Deps,
  spec: Work,
  halting: Halting,
  clearing: Clearing,
  onOther: Hooks['onOther'],
): Promise<Lower | undefined> {
  if (spec.setup === undefined) return undefined;
  return await held(
    deps.setups.hold(spec, spec.setup, (chunk) => onOther?.('setup', chunk)),
    halting,
    clearing,
  );
}

/** Waits for what is being prepared, unless the run is halted; it is let go with the run. */
async function held<T>(
  holding: Promise<{ readonly prepared: T; release(): void }>,
  halting: Halting,
  clearing: Clearing,
): Promise<T> {
  const first = await Promise.race([holding, abortOf(halting.any)]);
  if (first === 'aborted') {
    // Preparing goes on, for the next attempt; its failure is then no news.
    holding.then(
      ({ release }) => release(),
      () => undefined,
    );
    throw new Halted();
  }
  clearing.stack.defer(async () => first.release());
  return first.prepared;
}

/** A taken name means that somebody else has begun the same attempt since its leftovers were removed. */
async function onlyOne<T>(spec: Work, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!isConflict(error)) throw error;
    const detail = `Another run of ${spec.key} has just begun on this engine; there are never two.`;
    throw new PortError(problem('sandbox_unavailable', detail), { retryable: true, cause: error });
  }
}

/** Without waiting: a disk may take seconds to forget many files, and these names are never used again. */
function clearLater(
  deps: Deps,
  spec: Work,
  clearing: Clearing,
  what: string,
  work: () => Promise<void>,
): void {
  clearing.stack.defer(async () => {
    clearing.background.push(clear(deps, spec, what, work));
  });
}

async function clear(deps: Deps, spec: Work, what: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    deps.log.warn({ key: spec.key, what, error }, 'could not clear away; the reaper will');
  });
}
