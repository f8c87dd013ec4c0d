// An attempt's own workspace: an overlay over the prepared checkout, declared as a Docker volume so that a remote engine works too.

import type Docker from 'dockerode';
import type { WayOut } from '#adapters/egress/way-out.ts';
import { problem } from '#core/problem.ts';
import { repoName } from '#core/task/request.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import type { Deps } from './deps.ts';
import { type Entry, plainName, putTree } from './files.ts';
import { AGENT_UID, volumeMount } from './hardening.ts';
import { labels, type Names } from './names.ts';
import { withModelDoor } from './placeholders.ts';
import type { Prepared } from './prepared.ts';
import { memorySpace, type Space, watchDisk } from './space.ts';
import { createVolume, removeVolume, volumeNamed } from './volumes.ts';

const WORK = '/work';
export const CHECKOUT_DIR = `${WORK}/repo`;
export const INPUT_DIR = `${WORK}/input`;
/** For what a set-up makes outside of the checkout. */
export const SETUP_DIR = `${WORK}/setup`;
/** Where an agent keeps what it wants to find again in the next attempt. */
export const SESSION_DIR = `${WORK}/session`;
export const RESULT_FILE = `${WORK}/out/result.json`;

/** A volume that others are laid over; its path is the engine's own. */
export type Lower = Pick<Prepared, 'volume' | 'mountpoint'>;
export type Lowers = {
  readonly prepared: Prepared;
  readonly setup?: Lower | undefined;
  readonly session?: Lower | undefined;
};

export type Workspace = {
  readonly overlay: string;
  /** What agent and collector see at /work, /mirror, /prepared and /setup. */
  readonly mounts: Docker.MountSettings[];
  /** What an earlier attempt's agent remembers, which lies below. */
  readonly session?: Lower | undefined;
};

type WorkspaceDeps = Pick<Deps, 'docker' | 'names'>;

/** What the agent writes lands in `upper` alone; `scratch` is the kernel's. */
export type Layers = {
  readonly overlay: string;
  readonly upperDir: string;
  readonly scratchDir: string;
};

/** The attempt's first traces on the engine, under its key: from here on other processes see that it is there. */
export async function createLayers(
  deps: Pick<Deps, 'docker' | 'names' | 'helperImage' | 'workspaceKind'>,
  spec: AttemptSpec,
  clearing: (remove: () => Promise<void>) => void,
): Promise<Layers & { readonly space: Space }> {
  const { docker, names } = deps;
  const [overlay, upper, scratch] = [names.once('workspace'), names.once('upper'), names.once('scratch')];
  let space: Space | undefined;
  clearing(async () => {
    await space?.close();
    // The overlay first: its layers are in use as long as it is there.
    for (const name of [overlay, upper, scratch]) await removeVolume(docker, name);
  });
  const Labels = names.ofAttempt('workspace', spec);
  if (deps.workspaceKind === 'memory') {
    const made = await memorySpace(deps, upper, spec.limits, Labels);
    space = made.space;
    return { overlay, ...made };
  }
  const [upperDir, scratchDir] = await Promise.all([
    createVolume(docker, { Name: upper, Labels }),
    createVolume(docker, { Name: scratch, Labels }),
  ]);
  space = watchDisk(deps, upper, spec.limits, names.ofAttempt('space', spec));
  return { overlay, upperDir, scratchDir, space };
}

/** No copying: an overlay over the prepared checkout. The paths are the engine's own, and only the engine reads them. */
export async function createWorkspace(
  { docker, names }: WorkspaceDeps,
  spec: AttemptSpec,
  lowers: Lowers,
  layers: Layers,
): Promise<Workspace> {
  const { prepared, setup, session } = lowers;
  const inUse = {
    [labels.prepared]: prepared.volume,
    ...(setup === undefined ? {} : { [labels.setup]: setup.volume }),
    [labels.repo]: repoName(spec.repo),
  };
  const Labels = names.ofAttempt('workspace', spec);
  await createOverlay(docker, {
    layers,
    lowers: [prepared, setup, session],
    labels: { ...Labels, ...inUse },
  });
  return { overlay: layers.overlay, mounts: mountsOf(names, layers.overlay, lowers, Labels), session };
}

/** The checkout lies on the set-up: what a commit tracks is always as the commit has it. */
export async function createOverlay(
  docker: Docker,
  made: { layers: Layers; lowers: readonly (Lower | undefined)[]; labels: Record<string, string> },
): Promise<void> {
  const { overlay, upperDir, scratchDir } = made.layers;
  const lowers = made.lowers.flatMap((lower) => lower?.mountpoint ?? []).join(':');
  const o = `lowerdir=${lowers},upperdir=${upperDir},workdir=${scratchDir}`;
  await createVolume(docker, {
    Name: overlay,
    DriverOpts: { type: 'overlay', device: 'overlay', o },
    Labels: made.labels,
  });
}

export function mountsOf(
  names: Names,
  overlay: string,
  { prepared, setup, session }: Lowers,
  Labels: Record<string, string>,
): Docker.MountSettings[] {
  return [
    volumeMount(overlay, WORK, 'write', Labels),
    volumeMount(prepared.mirror, '/mirror', 'read', names.own('mirror')),
    // Not for the agent: so that the engine refuses to remove what the overlay reads, which it does not know of.
    volumeMount(prepared.volume, '/prepared', 'read', names.own('prepared')),
    ...(setup === undefined ? [] : [volumeMount(setup.volume, '/setup', 'read', names.own('setup'))]),
    ...(session === undefined
      ? []
      : [volumeMount(session.volume, '/remembered', 'read', names.own('session'))]),
  ];
}

/**
 * Asks, once a container refers to the overlay and so nobody can remove it any more, whether it is the one that was made:
 * for a volume that was removed before, the engine makes an empty one without a word, and the agent would work on nothing.
 */
export async function assertWhole(
  { docker }: WorkspaceDeps,
  spec: AttemptSpec,
  workspace: Workspace,
): Promise<void> {
  const volume = await volumeNamed(docker, workspace.overlay);
  if (volume?.Labels?.[labels.key] === spec.key && volume.Options?.type === 'overlay') return;
  const detail = `The workspace of ${spec.key} was removed while it was made: somebody else began the same attempt, or a reaper took it for left over.`;
  throw new PortError(problem('sandbox_unavailable', detail), { retryable: true });
}

/** Prompt, signals, settings of tools and the agent's own files, root's and outside the checkout; and a place for the result file. */
export async function putInputs(
  container: Docker.Container,
  spec: AttemptSpec,
  way: Pick<WayOut, 'env' | 'files'>,
): Promise<void> {
  await putSettings(container, way.files, [
    { path: 'out', uid: AGENT_UID },
    ...(spec.agent.keepsSession ? [{ path: 'session', uid: AGENT_UID }] : []),
    ...inputFiles(spec, way),
  ]);
}

/** What a set-up finds: settings of tools, and a folder for what does not belong into the checkout. */
export async function putSetupInputs(
  container: Docker.Container,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await putSettings(container, settings, [
    { path: 'out', uid: AGENT_UID },
    { path: 'setup', uid: AGENT_UID },
  ]);
}

function inputFiles(spec: AttemptSpec, way: Pick<WayOut, 'env'>): Entry[] {
  const own = Object.entries(spec.agent.files).map(
    ([name, content]) => [name, withModelDoor(content, way)] as const,
  );
  return Object.entries({ ...Object.fromEntries(own), ...spec.inputs }).map(([name, content]) => ({
    path: `input/${plainName(name)}`,
    content,
  }));
}

async function putSettings(
  container: Docker.Container,
  settings: Readonly<Record<string, string>>,
  others: readonly Entry[],
): Promise<void> {
  const ofTools: Entry[] = Object.entries(settings).map(([path, content]) => ({ path, content }));
  const folders = new Set(['input', ...Object.keys(settings).map((path) => path.split('/')[0] ?? '')]);
  await putTree(container, WORK, [
    ...Array.from(folders, (path) => ({ path, uid: 0 })),
    ...ofTools,
    ...others,
  ]);
}
