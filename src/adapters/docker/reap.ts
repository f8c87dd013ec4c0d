// Removes what Greenlight left on an engine: of one attempt before it runs again, and of every attempt that is not live.
import type Docker from 'dockerode';
import { removeContainer } from './containers.ts';
import type { Deps } from './deps.ts';
import { isConflict, isMissing } from './engine-error.ts';
import { labels } from './names.ts';
import type { PreparedVolumes } from './prepared.ts';

type ReapDeps = Pick<Deps, 'docker' | 'names' | 'log'>;

/** Containers first, and until they are gone: a volume in use cannot be removed. */
export async function removeLeftovers({ docker, names, log }: ReapDeps, key: string): Promise<void> {
  const filters = names.filter({ [labels.key]: key });
  const [containers, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ]);
  if (containers.length > 0) log.info({ key, count: containers.length }, 'removing what an earlier run left');
  await Promise.all(containers.map(({ Id }) => removeContainer(docker.getContainer(Id))));
  await removeVolumes(
    docker,
    (Volumes ?? []).map(({ Name }) => Name),
  );
}

export async function reapAll(
  { docker, names, log }: ReapDeps,
  live: ReadonlySet<string>,
  prepared: PreparedVolumes,
): Promise<readonly string[]> {
  const filters = names.filter();
  const containers = await docker.listContainers({ all: true, filters });
  const doomed = containers.filter(({ Labels }) => isOrphan(Labels, live, prepared));
  await Promise.all(doomed.map(({ Id }) => removeContainer(docker.getContainer(Id))));
  const { Volumes } = await docker.listVolumes({ filters });
  const volumes = (Volumes ?? []).filter(({ Name, Labels }) =>
    isUseless(Name, Labels, live, Volumes ?? [], prepared),
  );
  await removeVolumes(
    docker,
    volumes.map(({ Name }) => Name),
  );
  const keys = new Set([...doomed, ...volumes].flatMap(({ Labels }) => Labels?.[labels.key] ?? []));
  if (doomed.length + volumes.length > 0) {
    log.info(
      { containers: doomed.length, volumes: volumes.length, keys: [...keys] },
      'removed what nobody needs',
    );
  }
  return [...keys];
}

type Labels = Record<string, string> | null | undefined;

function isOrphan(own: Labels, live: ReadonlySet<string>, prepared: PreparedVolumes): boolean {
  const key = own?.[labels.key];
  // A helper without a key prepares a checkout: for an attempt of this process, or for one that died with its process.
  return key === undefined ? !prepared.held().has(own?.[labels.prepared] ?? '') : !live.has(key);
}

function isUseless(
  name: string,
  own: Labels,
  live: ReadonlySet<string>,
  all: readonly Docker.VolumeInspectInfo[],
  prepared: PreparedVolumes,
): boolean {
  const key = own?.[labels.key];
  if (key !== undefined) return !live.has(key);
  if (own?.[labels.role] !== 'prepared') return false;
  // Half-made: no marker names it, and nobody here is making it.
  const isReady = all.some(
    (v) => v.Labels?.[labels.role] === 'ready' && v.Labels?.[labels.prepared] === name,
  );
  return !isReady && !prepared.held().has(name);
}

/** One by one within an attempt's order (an overlay before its layers): what is in use now is tried once more at the end. */
async function removeVolumes(docker: Docker, names: readonly string[]): Promise<void> {
  const again: string[] = [];
  for (const name of names) if (!(await tryRemove(docker, name))) again.push(name);
  for (const name of again) await tryRemove(docker, name);
}

async function tryRemove(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getVolume(name).remove();
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (isConflict(error)) return false;
    throw error;
  }
}
