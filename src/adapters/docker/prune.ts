// Which prepared checkouts may go. Docker does not know that an overlay reads them, so nobody else protects them.
import type Docker from 'dockerode';
import type { Log } from '#ports/log.ts';
import { answered } from './answered.ts';
import { labels, type Names } from './names.ts';
import { removeVolume } from './volumes.ts';

/** How many unused prepared checkouts of a repository are kept for the next attempt. */
const KEEP_UNUSED = 3;

type Volume = Pick<Docker.VolumeInspectInfo, 'Name' | 'Labels'>;

export const roleOf = (made: { Labels?: Record<string, string> | null }): string | undefined =>
  made.Labels?.[labels.role];

/** Names of the checkouts that some attempt's overlay is laid over, in whatever process. */
export function preparedInUse(volumes: readonly Volume[]): ReadonlySet<string> {
  const overlays = volumes.filter((volume) => roleOf(volume) === 'workspace');
  return new Set(overlays.flatMap((volume) => volume.Labels?.[labels.prepared] ?? []));
}

/** Removes checkouts of a repository that nobody uses, but for the newest few. */
export async function prune(
  deps: { docker: Docker; names: Names; log: Log },
  repo: string,
  isHeld: (volume: string) => boolean,
): Promise<void> {
  const { docker, names, log } = deps;
  const filters = names.filter({ [labels.repo]: repo });
  const volumes = (await answered(docker.listVolumes({ filters }))).Volumes ?? [];
  const inUse = preparedInUse(volumes);
  const unused = volumes
    .filter((volume) => roleOf(volume) === 'ready')
    .map((marker) => ({ marker, volume: marker.Labels?.[labels.prepared] ?? '' }))
    .filter(({ volume }) => !inUse.has(volume) && !isHeld(volume))
    .sort((a, b) => createdAt(b.marker).localeCompare(createdAt(a.marker)));
  for (const { marker, volume } of unused.slice(KEEP_UNUSED)) {
    // Marker first: from here on nobody finds the volume, so nobody starts on it.
    await removeVolume(docker, marker.Name);
    await removeVolume(docker, volume);
    log.debug({ repo, volume }, 'removed a checkout that nobody uses');
  }
}

/** In the engine's own notation, which sorts as text. */
const createdAt = (volume: Volume): string => String(Reflect.get(volume, 'CreatedAt') ?? '');
