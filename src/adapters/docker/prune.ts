// Which prepared checkouts may go. Docker does not know that an overlay reads them, so nobody else protects them.
import type Docker from 'dockerode';
import type { Log } from '#ports/log.ts';
import { answered } from './answered.ts';
import { labels, type Names } from './names.ts';
import { removeVolume } from './volumes.ts';

/** How many unused prepared checkouts, and set-ups, of a repository are kept for the next attempt. */
const KEEP_UNUSED = 3;

type Volume = Pick<Docker.VolumeInspectInfo, 'Name' | 'Labels'>;

export const roleOf = (made: { Labels?: Record<string, string> | null }): string | undefined =>
  made.Labels?.[labels.role];

/** Names of the checkouts and set-ups that some overlay is laid over, in whatever process. */
export function preparedInUse(volumes: readonly Volume[]): ReadonlySet<string> {
  const users = volumes.filter((volume) => roleOf(volume) === 'workspace');
  // A set-up in the making reads a checkout; its own layer is nobody's yet.
  const makers = volumes.filter((volume) => roleOf(volume) === 'making');
  return new Set([
    ...users.flatMap(meantBy),
    ...makers.flatMap((volume) => volume.Labels?.[labels.prepared] ?? []),
  ]);
}

/** What a marker or an overlay is about. */
export const meantBy = ({ Labels }: { Labels?: Record<string, string> | null }): readonly string[] =>
  [Labels?.[labels.prepared], Labels?.[labels.setup]].filter((name) => name !== undefined);

/** Removes checkouts and set-ups of a repository that nobody uses, but for the newest few of each. */
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
    .map((marker) => ({ marker, volume: meantBy(marker)[0] ?? '', isSetup: isOfSetup(marker) }))
    .filter(({ volume }) => !inUse.has(volume) && !isHeld(volume))
    .sort((a, b) => createdAt(b.marker).localeCompare(createdAt(a.marker)));
  const tooMany = [true, false].flatMap((isSetup) =>
    unused.filter((each) => each.isSetup === isSetup).slice(KEEP_UNUSED),
  );
  for (const { marker, volume } of tooMany) {
    // Marker first: from here on nobody finds the volume, so nobody starts on it.
    await removeVolume(docker, marker.Name);
    await removeVolume(docker, volume);
    log.debug({ repo, volume }, 'removed a checkout or a set-up that nobody uses');
  }
}

const isOfSetup = ({ Labels }: Volume): boolean => Labels?.[labels.setup] !== undefined;

/** In the engine's own notation, which sorts as text. */
const createdAt = (volume: Volume): string => String(Reflect.get(volume, 'CreatedAt') ?? '');
