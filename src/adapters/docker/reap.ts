// Removes what Greenlight left on an engine: of one attempt before it runs again, and of every attempt that is not live.

import type Docker from 'dockerode';
import { waitedUntil } from '#ports/clock.ts';
import { answered } from './answered.ts';
import { removeContainer } from './containers.ts';
import type { Deps } from './deps.ts';
import { agentsAndOthers, labels } from './names.ts';
import { meantBy, preparedInUse, roleOf } from './prune.ts';
import { removeVolumes } from './volumes.ts';

/** Containers first, and until they are gone: a volume in use cannot be removed. */
export async function removeLeftovers({ docker, names, log }: Deps, key: string): Promise<void> {
  const filters = names.filter({ [labels.key]: key });
  const [containers, { Volumes }] = await Promise.all([
    answered(docker.listContainers({ all: true, filters })),
    answered(docker.listVolumes({ filters })),
  ]);
  if (containers.length > 0) log.info({ key, count: containers.length }, 'removing what an earlier run left');
  await removeContainers(docker, containers);
  await removeVolumes(
    docker,
    (Volumes ?? []).map(({ Name }) => Name),
  );
}

/** Agents first: whoever watches one must not take it for an agent that has done something to what it lives in. */
async function removeContainers(docker: Docker, containers: readonly Docker.ContainerInfo[]): Promise<void> {
  const [agents, others] = agentsAndOthers(containers);
  for (const each of [agents, others])
    await Promise.all(each.map(({ Id }) => removeContainer(docker.getContainer(Id))));
}

/** What a process had asked for when it was killed, the engine still makes: longer than that takes on a busy machine. */
const SETTLE_MS = 500;
const MAX_SWEEPS = 20;
const NEVER = new AbortController().signal;

/** Gives the keys of which something was removed. Sweeps until, some time after, nothing new has come; what resists is not waited for. */
export async function reapAll(deps: Deps, live: ReadonlySet<string>): Promise<readonly string[]> {
  const keys = new Set<string>();
  const swept = new Set<string>();
  for (let sweeps = 1; sweeps <= MAX_SWEEPS; sweeps += 1) {
    const found = await sweep(deps, live);
    const isNews = found.names.some((name) => !swept.has(name));
    for (const key of found.keys) keys.add(key);
    for (const name of found.names) swept.add(name);
    if (!isNews && sweeps > 1) break;
    await waitedUntil(deps.clock, deps.clock.nowMs() + SETTLE_MS, NEVER);
  }
  return [...keys];
}

/** `names`: of containers their ids. */
type Swept = { readonly names: readonly string[]; readonly keys: readonly string[] };

async function sweep(deps: Deps, live: ReadonlySet<string>): Promise<Swept> {
  const { docker, names, log } = deps;
  const containers = await answered(docker.listContainers({ all: true, filters: names.filter() }));
  const joined = new Set(containers.filter((c) => live.has(c.Labels[labels.key] ?? '')).map(sidecarOf));
  const doomed = containers.filter(({ Id, Labels }) => !joined.has(Id) && isOrphan(deps, Id, Labels, live));
  await removeContainers(docker, doomed);

  const volumes = (await answered(docker.listVolumes({ filters: names.filter() }))).Volumes ?? [];
  const useless = uselessOf(deps, volumes, live);
  await removeVolumes(
    docker,
    useless.map(({ Name }) => Name),
  );

  const keys = [...doomed, ...useless].flatMap(({ Labels }) => Labels?.[labels.key] ?? []);
  if (doomed.length + useless.length > 0)
    log.info(
      { containers: doomed.length, volumes: useless.length, keys: [...new Set(keys)] },
      'removed what nobody needs',
    );
  return { names: [...doomed.map(({ Id }) => Id), ...useless.map(({ Name }) => Name)], keys };
}

function uselessOf(
  deps: Deps,
  volumes: readonly Docker.VolumeInspectInfo[],
  live: ReadonlySet<string>,
): readonly Docker.VolumeInspectInfo[] {
  const ready = new Set(volumes.filter((v) => roleOf(v) === 'ready').flatMap(meantBy));
  const held = heldBy(deps);
  const inUse = preparedInUse(volumes);
  return volumes.filter((volume) => {
    const key = volume.Labels?.[labels.key];
    if (key !== undefined) return !live.has(key);
    // Half-made: no marker names it, nobody here is making it, and no overlay reads it.
    const isWanted = ready.has(volume.Name) || held.has(volume.Name) || inUse.has(volume.Name);
    if (roleOf(volume) === 'making') return !held.has(volume.Labels?.[labels.setup] ?? '');
    return (roleOf(volume) === 'prepared' || roleOf(volume) === 'setup') && !isWanted;
  });
}

const heldBy = ({ prepared, setups }: Deps): ReadonlySet<string> =>
  new Set([...prepared.held(), ...setups.held()]);

/** Id of the sidecar that a container lives in. */
const sidecarOf = ({ HostConfig }: Docker.ContainerInfo): string | undefined =>
  /^container:(.+)$/.exec(HostConfig.NetworkMode)?.[1];

function isOrphan(deps: Deps, id: string, own: Record<string, string>, live: ReadonlySet<string>): boolean {
  const key = own[labels.key];
  if (key !== undefined) return !live.has(key);
  // A sidecar of ours, or what prepares a checkout or a set-up which somebody here waits for.
  const held = heldBy(deps);
  return !deps.sidecars.known().has(id) && !meantBy({ Labels: own }).some((name) => held.has(name));
}
