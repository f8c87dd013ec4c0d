// Prepared checkouts: one volume per repository, image and commit, made once, never written again, shared by all attempts on it.

import type Docker from 'dockerode';
import type { Warmth } from '#core/placement.ts';
import { repoName } from '#core/task/request.ts';
import type { Log } from '#ports/log.ts';
import type { AttemptSpec, CheckoutOf } from '#ports/sandbox.ts';
import { answered } from './answered.ts';
import { fillCheckout } from './checkout.ts';
import { imageMissing, isMissing } from './engine-error.ts';
import { Holds } from './holds.ts';
import { makeMarked, markedVolume } from './marked-volume.ts';
import { labels, type Names } from './names.ts';
import { prune } from './prune.ts';
import { createVolume, volumeNamed } from './volumes.ts';

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
    const mirror = deps.names.mirror(repoName(spec.repo));
    const before = Promise.allSettled([making.get(mirror)]);
    const mine = before.then(
      async () =>
        (await checkoutAt(deps, spec, marker)) ?? (await prepare(deps, spec, marker, holds, closing.signal)),
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
      const { Name, Mountpoint } = (await checkoutAt(deps, spec, marker)) ?? (await make(spec, marker));
      holds.add(Name);
      const mirror = deps.names.mirror(repoName(spec.repo));
      return { prepared: { volume: Name, mirror, mountpoint: Mountpoint }, release: () => holds.drop(Name) };
    },
    async warmth(of) {
      const { docker, names } = deps;
      if ((await volumeNamed(docker, names.mirror(repoName(of.repo)))) === undefined) return 'cold';
      return (await checkoutAt(deps, of, await markerOf(deps, of))) === undefined ? 'objects' : 'checkout';
    },
    held: () => holds.all(),
    async close() {
      closing.abort();
      await Promise.allSettled(making.values());
    },
  };
}

/** Names a checkout by all that it depends on. */
const markerOf = async ({ docker, names }: PreparedDeps, of: CheckoutOf): Promise<string> =>
  names.ready(LAYOUT, repoName(of.repo), await imageId(docker, of.image), of.fromSha);

/** The image's id, so that a tag that moved makes a new checkout. Finds a missing image before anything is made. */
export async function imageId(docker: Docker, image: string): Promise<string> {
  try {
    return (await answered(docker.getImage(image).inspect())).Id;
  } catch (error) {
    if (isMissing(error)) throw imageMissing(image, error);
    throw error;
  }
}

/** Both may have been pruned by hand: the checkout is worth nothing without the mirror, where its objects are. */
async function checkoutAt(
  { docker, names }: PreparedDeps,
  spec: Pick<AttemptSpec, 'repo'>,
  marker: string,
): Promise<Docker.VolumeInspectInfo | undefined> {
  const [checkout, mirror] = await Promise.all([
    markedVolume(docker, { marker, role: 'prepared' }),
    volumeNamed(docker, names.mirror(repoName(spec.repo))),
  ]);
  return mirror === undefined ? undefined : checkout;
}

function prepare(
  deps: PreparedDeps,
  spec: AttemptSpec,
  marker: string,
  holds: Holds,
  signal: AbortSignal,
): Promise<Docker.VolumeInspectInfo> {
  const { docker, names } = deps;
  const repo = repoName(spec.repo);
  const mirror = names.mirror(repo);
  return makeMarked(
    deps,
    { marker, role: 'prepared', repo, what: 'checkout', doing: 'preparing' },
    {
      holds,
      standing: () => checkoutAt(deps, spec, marker),
      async fill({ name: volume }) {
        await createVolume(docker, { Name: mirror, Labels: names.own('mirror', { [labels.repo]: repo }) });
        await fillCheckout(deps, spec, { volume, mirror }, signal);
      },
      prune: () => prune(deps, repo, (name) => holds.has(name)),
    },
  );
}
