// An attempt's own workspace: an overlay over the prepared checkout, declared as a Docker volume so that a remote engine works too.
import type Docker from 'dockerode';
import type { WayOut } from '#adapters/egress/way-out.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import type { Deps } from './deps.ts';
import { type Entry, plainName, putTree } from './files.ts';
import { AGENT_UID, volumeMount } from './hardening.ts';
import { labels } from './names.ts';
import { withModelDoor } from './placeholders.ts';
import type { Prepared } from './prepared.ts';
import { createVolume, removeVolume, volumeNamed } from './volumes.ts';

const WORK = '/work';
export const CHECKOUT_DIR = `${WORK}/repo`;
export const INPUT_DIR = `${WORK}/input`;
export const RESULT_FILE = `${WORK}/out/result.json`;

export type Workspace = {
  readonly prepared: Prepared;
  readonly overlay: string;
  /** What agent and collector see at /work, /mirror and /prepared. */
  readonly mounts: Docker.MountSettings[];
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
  { docker, names }: WorkspaceDeps,
  spec: AttemptSpec,
  clearing: (remove: () => Promise<void>) => void,
): Promise<Layers> {
  const [overlay, upper, scratch] = [names.once('workspace'), names.once('upper'), names.once('scratch')];
  clearing(async () => {
    // The overlay first: its layers are in use as long as it is there.
    for (const name of [overlay, upper, scratch]) await removeVolume(docker, name);
  });
  const Labels = names.ofAttempt('workspace', spec);
  const [upperDir, scratchDir] = await Promise.all([
    createVolume(docker, { Name: upper, Labels }),
    createVolume(docker, { Name: scratch, Labels }),
  ]);
  return { overlay, upperDir, scratchDir };
}

/** No copying: an overlay over the prepared checkout. The paths are the engine's own, and only the engine reads them. */
export async function createWorkspace(
  { docker, names }: WorkspaceDeps,
  spec: AttemptSpec,
  prepared: Prepared,
  layers: Layers,
): Promise<Workspace> {
  const o = `lowerdir=${prepared.mountpoint},upperdir=${layers.upperDir},workdir=${layers.scratchDir}`;
  const repo = `${spec.repo.owner}/${spec.repo.name}`;
  const inUse = { [labels.prepared]: prepared.volume, [labels.repo]: repo };
  await createVolume(docker, {
    Name: layers.overlay,
    DriverOpts: { type: 'overlay', device: 'overlay', o },
    Labels: { ...names.ofAttempt('workspace', spec), ...inUse },
  });
  return {
    prepared,
    overlay: layers.overlay,
    mounts: [
      volumeMount(layers.overlay, WORK, 'write', names.ofAttempt('workspace', spec)),
      volumeMount(prepared.mirror, '/mirror', 'read', names.own('mirror')),
      // Not for the agent: so that the engine refuses to remove what the overlay reads, which it does not know of.
      volumeMount(prepared.volume, '/prepared', 'read', names.own('prepared')),
    ],
  };
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
  const own = Object.entries(spec.agent.files).map(
    ([name, content]) => [name, withModelDoor(content, way)] as const,
  );
  const files: Entry[] = Object.entries({ ...Object.fromEntries(own), ...spec.inputs }).map(
    ([name, content]) => ({
      path: `input/${plainName(name)}`,
      content,
    }),
  );
  const ofTools: Entry[] = Object.entries(way.files).map(([path, content]) => ({ path, content }));
  const folders = new Set(['input', ...Object.keys(way.files).map((path) => path.split('/')[0] ?? '')]);
  await putTree(container, WORK, [
    ...Array.from(folders, (path) => ({ path, uid: 0 })),
    { path: 'out', uid: AGENT_UID },
    ...ofTools,
    ...files,
  ]);
}
