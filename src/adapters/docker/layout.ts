// Lays out everything an agent needs before it starts: sidecar, workspace, container, inputs; the slow parts at the same time.
import type Docker from 'dockerode';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { agentOptions } from './agent.ts';
import { createContainer, removeContainer } from './containers.ts';
import type { Deps } from './deps.ts';
import { isConflict } from './engine-error.ts';
import { abortOf, Halted, type Halting } from './halting.ts';
import type { Prepared, PreparedVolumes } from './prepared.ts';
import { createSidecar, type Sidecar } from './tunnel.ts';
import { createWorkspace, putInputs, type Workspace } from './workspace.ts';

export type Layout = {
  readonly sidecar: Sidecar;
  readonly workspace: Workspace;
  /** Created, not started. */
  readonly agent: Docker.Container;
};

/** Where clearing away is registered: at once in `stack`, or for later in `background`. */
export type Clearing = { readonly stack: AsyncDisposableStack; readonly background: Promise<void>[] };

type LayoutDeps = Deps & { readonly prepared: PreparedVolumes };

export async function layOut(
  deps: LayoutDeps,
  spec: AttemptSpec,
  halting: Halting,
  clearing: Clearing,
): Promise<Layout> {
  const sidecarMade = makeSidecar(deps, spec, clearing);
  const relayReady = sidecarMade.then((sidecar) => sidecar.start());
  // Awaited below, after the workspace; until then it must not be an unheard rejection.
  relayReady.catch(() => undefined);
  try {
    const prepared = await holdPrepared(deps, spec, halting, clearing);
    const workspace = await createWorkspace(deps.docker, deps.names, spec, prepared);
    // In the background: a disk may take seconds to forget many files, and the names are never used again.
    clearing.stack.defer(async () => {
      clearing.background.push(clear(deps, spec, 'a workspace', () => workspace.remove()));
    });
    const sidecar = await sidecarMade;
    const agent = await onlyOne(spec, () =>
      createContainer(deps.docker, agentOptions(deps.names, spec, workspace)),
    );
    clearing.stack.defer(() => clear(deps, spec, 'an agent container', () => removeContainer(agent)));
    await putInputs(agent, spec);
    await relayReady;
    return { sidecar, workspace, agent };
  } finally {
    // Nothing may register itself for clearing after the clearing.
    await Promise.allSettled([sidecarMade]);
  }
}

async function makeSidecar(deps: Deps, spec: AttemptSpec, clearing: Clearing): Promise<Sidecar> {
  const sidecar = await onlyOne(spec, () =>
    createSidecar(deps.docker, {
      name: deps.names.sidecar(spec.key),
      image: deps.helperImage,
      labels: deps.names.ofAttempt('sidecar', spec),
      ports: deps.portsFor(spec),
    }),
  );
  clearing.stack.defer(async () => {
    sidecar.close();
    await clear(deps, spec, 'a sidecar', () => removeContainer(sidecar.container));
  });
  return sidecar;
}

async function holdPrepared(
  deps: LayoutDeps,
  spec: AttemptSpec,
  halting: Halting,
  clearing: Clearing,
): Promise<Prepared> {
  const holding = deps.prepared.hold(spec);
  const held = await Promise.race([holding, abortOf(halting.any)]);
  if (held === 'aborted') {
    // Preparing goes on, for the next attempt; its failure is then no news.
    holding.then(
      ({ release }) => release(),
      () => undefined,
    );
    throw new Halted();
  }
  clearing.stack.defer(async () => held.release());
  return held.prepared;
}

/** A taken name means that somebody else has begun the same attempt since its leftovers were removed. */
async function onlyOne<T>(spec: AttemptSpec, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!isConflict(error)) throw error;
    const detail = `Another run of ${spec.key} has just begun on this engine; there are never two.`;
    throw new PortError(problem('sandbox_unavailable', detail), { retryable: true, cause: error });
  }
}

async function clear(deps: Deps, spec: AttemptSpec, what: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    deps.log.warn({ key: spec.key, what, error }, 'could not clear away; the reaper will');
  });
}
