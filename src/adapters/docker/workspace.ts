// An attempt's own workspace: an overlay over the prepared checkout, declared as a Docker volume so that a remote engine works too.
import type Docker from 'dockerode';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { type Entry, plainName, putTree } from './files.ts';
import { AGENT_UID, volumeMount } from './hardening.ts';
import { labels, type Names } from './names.ts';
import { type Prepared, removeVolume } from './prepared.ts';

const WORK = '/work';
export const CHECKOUT_DIR = `${WORK}/repo`;
export const INPUT_DIR = `${WORK}/input`;
export const RESULT_FILE = `${WORK}/out/result.json`;

export type Workspace = {
  readonly prepared: Prepared;
  /** What agent and collector see at /work and /mirror. */
  readonly mounts: Docker.MountSettings[];
  remove(): Promise<void>;
};

/** Costs three calls and no copying; what the agent writes lands in `upper` alone. */
export async function createWorkspace(
  docker: Docker,
  names: Names,
  spec: AttemptSpec,
  prepared: Prepared,
): Promise<Workspace> {
  const upper = names.once('upper');
  const scratch = names.once('scratch');
  const overlay = names.once('workspace');
  const own = names.ofAttempt('workspace', spec);
  const repo = `${spec.repo.owner}/${spec.repo.name}`;
  const meant = { ...own, [labels.prepared]: prepared.volume, [labels.repo]: repo };
  const [upperAt, scratchAt] = await Promise.all(
    [upper, scratch].map(async (name) => {
      await docker.createVolume({ Name: name, Driver: 'local', Labels: own });
      return (await docker.getVolume(name).inspect()).Mountpoint;
    }),
  );
  const o = `lowerdir=${prepared.mountpoint},upperdir=${upperAt},workdir=${scratchAt}`;
  const DriverOpts = { type: 'overlay', device: 'overlay', o };
  await docker.createVolume({ Name: overlay, Driver: 'local', DriverOpts, Labels: meant });
  return {
    prepared,
    mounts: [volumeMount(overlay, WORK, 'write'), volumeMount(prepared.mirror, '/mirror', 'read')],
    async remove() {
      // The overlay first: its layers are in use as long as it is there.
      for (const name of [overlay, upper, scratch]) await removeVolume(docker, name);
    },
  };
}

/** Prompt, signals and the agent's own files, root's and outside the checkout; and a place for the result file. */
export async function putInputs(container: Docker.Container, spec: AttemptSpec): Promise<void> {
  const files: Entry[] = Object.entries({ ...spec.agent.files, ...spec.inputs }).map(([name, content]) => ({
    path: `input/${plainName(name)}`,
    content,
  }));
  await putTree(container, WORK, [{ path: 'input', uid: 0 }, { path: 'out', uid: AGENT_UID }, ...files]);
}
