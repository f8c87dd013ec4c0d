// Prepared checkouts: one volume per repository, image and commit, made once, never written again, shared by all attempts on it.

import type Docker from 'dockerode';
import type { Warmth } from '#core/placement.ts';
import type { Log } from '#ports/log.ts';
import type { AttemptSpec, CheckoutOf } from '#ports/sandbox.ts';
import { answered } from './answered.ts';
import { fillCheckout } from './checkout.ts';
import { asPortError, imageMissing, isMissing } from './engine-error.ts';
import { Holds } from './holds.ts';
import { labels, type Names } from './names.ts';
import { prune } from './prune.ts';
import { createVolume, removeVolume, volumeNamed } from './volumes.ts';

/** Part of the key: a changed script makes new volumes instead of reading old ones. */
const LAYOUT = '2';

export type Prepared = {
  readonly volume: string;
  readonly mirror: string;
  /** Where the engine keeps the volume: a path on the engine's host, only ever handed back to the engine. */
  readonly mountpoint: string;
};

export type PreparedVolumes = {
  /** The checkout that `spec` starts from, made where it is not there; held (not pruned) until `release`. */
  hold(spec: AttemptSpec): Promise<{ prepared: Prepared; release(): void }>;
  /** How much of a checkout is there. */
  warmth(of: CheckoutOf): Promise<Warmth>;
  /** Names of volumes that must not be removed now. */
  held(): ReadonlySet<string>;
  close(): Promise<void>;
};

export type PreparedDeps = { docker: Docker; names: Names; helperImage: string; log: Log };

export function preparedVolumes(deps: PreparedDeps): PreparedVolumes {
  const holds = new Holds();
  const making = new Map<string, Promise<unknown>>();
  const closing = new AbortController();

  /** One at a time for a repository: two would feed the same mirror. */
  const make = (spec: AttemptSpec, marker: string) => {
    const mirror = deps.names.mirror(repoKey(spec));
    const before = Promise.allSettled([making.get(mirror)]);
    const mine = before.then(
      async () =>
        (await markedVolume(deps, spec, marker)) ??
        (await prepare(deps, spec, marker, holds, closing.signal)),
    );
    making.set(mirror, mine);
    const forget = () => {
      if (making.get(mirror) === mine) making.delete(mirror);
    };
    mine.then(forget, forget);
    return mine;
  };

  return {
    async hold(spec) {
      const marker = await markerOf(deps, { ...spec, image: spec.agent.image });
      const { Name, Mountpoint } = (await markedVolume(deps, spec, marker)) ?? (await make(spec, marker));
      holds.add(Name);
      const mirror = deps.names.mirror(repoKey(spec));
      return { prepared: { volume: Name, mirror, mountpoint: Mountpoint }, release: () => holds.drop(Name) };
    },
    async warmth(of) {
      const { docker, names } = deps;
      if ((await volumeNamed(docker, names.mirror(repoKey(of)))) === undefined) return 'cold';
      return (await markedVolume(deps, of, await markerOf(deps, of))) === undefined ? 'objects' : 'checkout';
    },
    held: () => holds.all(),
    async close() {
      closing.abort();
      await Promise.allSettled(making.values());
    },
  };
}

export const repoKey = (spec: Pick<AttemptSpec, 'repo'>): string => `${spec.repo.owner}/${spec.repo.name}`;

/** Names a checkout by all that it depends on. */
const markerOf = async ({ docker, names }: PreparedDeps, of: CheckoutOf): Promise<string> =>
  names.ready(LAYOUT, repoKey(of), await imageId(docker, of.image), of.fromSha);

/** The image's id, so that a tag that moved makes a new checkout. Finds a missing image before anything is made. */
export async function imageId(docker: Docker, image: string): Promise<string> {
  try {
    return (await answered(docker.getImage(image).inspect())).Id;
  } catch (error) {
    if (isMissing(error)) throw imageMissing(image, error);
    throw error;
  }
}

/**
 * Volumes cannot be relabelled, so a second, empty one says that the first is complete: whoever dies while preparing leaves
 * no marker, and of two that prepare at once the first marker wins.
 */
async function markedVolume(
  { docker, names }: PreparedDeps,
  spec: Pick<AttemptSpec, 'repo'>,
  marker: string,
): Promise<Docker.VolumeInspectInfo | undefined> {
  const volume = (await volumeNamed(docker, marker))?.Labels?.[labels.prepared];
  if (volume === undefined) return undefined;
  // Both may have been pruned by hand: the checkout is worth nothing without the mirror, where its objects are.
  const [checkout, mirror] = await Promise.all([
    volumeNamed(docker, volume),
    volumeNamed(docker, names.mirror(repoKey(spec))),
  ]);
  return mirror === undefined ? undefined : checkout;
}

async function prepare(
  deps: PreparedDeps,
  spec: AttemptSpec,
  marker: string,
  holds: Holds,
  signal: AbortSignal,
): Promise<Docker.VolumeInspectInfo> {
  const { docker, names } = deps;
  const volume = names.once('prepared');
  const mirror = names.mirror(repoKey(spec));
  const repo = { [labels.repo]: repoKey(spec) };
  holds.add(volume);
  try {
    await createVolume(docker, { Name: mirror, Labels: names.own('mirror', repo) });
    await createVolume(docker, { Name: volume, Labels: names.own('prepared', repo) });
    await fillCheckout(deps, spec, { volume, mirror }, signal);
    // A marker that is there now either names a checkout made meanwhile, which then wins, or one that is gone.
    if ((await markedVolume(deps, spec, marker)) === undefined) await removeVolume(docker, marker);
    const ready = names.own('ready', { ...repo, [labels.prepared]: volume });
    await createVolume(docker, { Name: marker, Labels: ready });
    const winner = await markedVolume(deps, spec, marker);
    if (winner === undefined) throw new Error(`the checkout ${volume} was removed while it was made`);
    if (winner.Name !== volume) await removeVolume(docker, volume);
    await prune(deps, repoKey(spec), (name) => holds.has(name));
    return winner;
  } catch (error) {
    await removeVolume(docker, volume).catch(() =>
      deps.log.warn({ volume }, 'a half-made checkout stays for the reaper'),
    );
    throw asPortError(error, `preparing ${repoKey(spec)}`);
  } finally {
    holds.drop(volume);
  }
}
