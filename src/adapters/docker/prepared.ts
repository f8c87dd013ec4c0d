// Prepared checkouts: one volume per repository, image and commit, made once, never written again, shared by all attempts on it.

import type Docker from 'dockerode';
import { problem } from '#core/problem.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { answered } from './answered.ts';
import { asPortError, imageMissing, isMissing } from './engine-error.ts';
import { putTree, readScript } from './files.ts';
import { AGENT_UID, MIB, volumeMount } from './hardening.ts';
import { runHelper } from './helper.ts';
import { labels, type Names } from './names.ts';
import { packFrom } from './pack.ts';
import { createVolume, removeVolume, volumeNamed } from './volumes.ts';

/** How many unused prepared checkouts of a repository are kept for the next attempt. */
const KEEP_UNUSED = 3;
const PREPARE_TIMEOUT_MS = 15 * 60_000;
const PREPARE_MEMORY_BYTES = 2048 * MIB;
const PREPARE_TMPFS_BYTES = 64 * MIB;
/** Part of the key: a changed script makes new volumes instead of reading old ones. */
const LAYOUT = '1';

export type Prepared = {
  readonly volume: string;
  readonly mirror: string;
  /** Where the engine keeps the volume: a path on the engine's host, only ever handed back to the engine. */
  readonly mountpoint: string;
};

export type PreparedVolumes = {
  /** The checkout that `spec` starts from, made where it is not there; held (not pruned) until `release`. */
  hold(spec: AttemptSpec): Promise<{ prepared: Prepared; release(): void }>;
  /** Names of volumes that must not be removed now. */
  held(): ReadonlySet<string>;
  close(): Promise<void>;
};

export type PreparedDeps = { docker: Docker; names: Names; helperImage: string; clock: Clock; log: Log };

export function preparedVolumes(deps: PreparedDeps): PreparedVolumes {
  const holds = new Map<string, number>();
  const making = new Map<string, Promise<Docker.VolumeInspectInfo | undefined>>();
  const closing = new AbortController();

  const count = (volume: string, by: number) => {
    const now = (holds.get(volume) ?? 0) + by;
    if (now > 0) holds.set(volume, now);
    else holds.delete(volume);
  };

  const isHeld = (volume: string) => holds.has(volume);

  /** One at a time for a repository: two would feed the same mirror. */
  const make = (spec: AttemptSpec, marker: string) => {
    const mirror = deps.names.mirror(repoKey(spec));
    const before = making.get(mirror) ?? Promise.resolve(undefined);
    const mine = before
      .catch(() => undefined)
      .then(
        async () =>
          (await markedVolume(deps, marker)) ??
          (await prepare(deps, spec, marker, { count, isHeld }, closing.signal)),
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
      const marker = deps.names.ready(
        LAYOUT,
        repoKey(spec),
        await imageId(deps.docker, spec.agent.image),
        spec.fromSha,
      );
      const { Name, Mountpoint } = (await markedVolume(deps, marker)) ?? (await make(spec, marker));
      count(Name, 1);
      const mirror = deps.names.mirror(repoKey(spec));
      return { prepared: { volume: Name, mirror, mountpoint: Mountpoint }, release: () => count(Name, -1) };
    },
    held: () => new Set(holds.keys()),
    async close() {
      closing.abort();
      await Promise.allSettled(making.values());
    },
  };
}

const repoKey = (spec: AttemptSpec): string => `${spec.repo.owner}/${spec.repo.name}`;

/** The image's id, so that a tag that moved makes a new checkout. Finds a missing image before anything is made. */
async function imageId(docker: Docker, image: string): Promise<string> {
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
  deps: PreparedDeps,
  marker: string,
): Promise<Docker.VolumeInspectInfo | undefined> {
  const volume = (await volumeNamed(deps.docker, marker))?.Labels?.[labels.prepared];
  return volume === undefined ? undefined : await volumeNamed(deps.docker, volume);
}

async function prepare(
  deps: PreparedDeps,
  spec: AttemptSpec,
  marker: string,
  holding: { count(volume: string, by: number): void; isHeld(volume: string): boolean },
  signal: AbortSignal,
): Promise<Docker.VolumeInspectInfo> {
  const { docker, names } = deps;
  const { count, isHeld } = holding;
  const volume = names.once('prepared');
  const mirror = names.mirror(repoKey(spec));
  const repo = { [labels.repo]: repoKey(spec) };
  count(volume, 1);
  try {
    await createVolume(docker, { Name: mirror, Labels: names.own('mirror', repo) });
    await createVolume(docker, { Name: volume, Labels: names.own('prepared', repo) });
    await fill(deps, spec, { volume, mirror }, signal);
    await removeVolume(docker, marker);
    const ready = names.own('ready', { ...repo, [labels.prepared]: volume });
    await createVolume(docker, { Name: marker, Labels: ready });
    const winner = await markedVolume(deps, marker);
    if (winner === undefined) throw new Error(`the checkout ${volume} was removed while it was made`);
    if (winner.Name !== volume) await removeVolume(docker, volume);
    await prune(deps, repoKey(spec), isHeld);
    return winner;
  } catch (error) {
    await removeVolume(docker, volume).catch(() =>
      deps.log.warn({ volume }, 'a half-made checkout stays for the reaper'),
    );
    throw asPortError(error, `preparing ${repoKey(spec)}`);
  } finally {
    count(volume, -1);
  }
}

async function fill(
  deps: PreparedDeps,
  spec: AttemptSpec,
  to: { volume: string; mirror: string },
  signal: AbortSignal,
): Promise<void> {
  const { docker, names } = deps;
  const pack = packFrom(spec.mirrorDir, spec.fromSha);
  const end = await runHelper(docker, {
    name: names.once('prepare'),
    image: deps.helperImage,
    labels: names.own('helper', { [labels.prepared]: to.volume }),
    script: readScript('prepare.sh'),
    uid: AGENT_UID,
    env: { FROM_SHA: spec.fromSha },
    mounts: [
      volumeMount(to.mirror, '/mirror', 'write', names.own('mirror')),
      volumeMount(to.volume, '/work', 'write', names.own('prepared')),
    ],
    memoryBytes: PREPARE_MEMORY_BYTES,
    tmpfsBytes: PREPARE_TMPFS_BYTES,
    timeoutMs: PREPARE_TIMEOUT_MS,
    signal,
    // An empty volume belongs to root; the helper is not root, so it gets a directory of its own in each.
    async beforeStart(container) {
      await putTree(container, '/mirror', [{ path: 'repo.git', uid: AGENT_UID }]);
      await putTree(container, '/work', [{ path: 'repo', uid: AGENT_UID }]);
    },
    onStdout: (chunk, stdin) => pack.hear(chunk, stdin),
  });
  await pack.done();
  if (typeof end.exit === 'object' && end.exit.code === 0) return;
  const why = typeof end.exit === 'object' ? `exit code ${end.exit.code}` : end.exit;
  const detail = `Checking out ${spec.fromSha.slice(0, 12)} of ${repoKey(spec)} failed (${why}): ${end.stderr}`;
  if (/no space left on device/i.test(end.stderr))
    throw new PortError(problem('disk_full', detail), { retryable: true });
  throw new PortError(problem('workspace_failed', detail), { retryable: typeof end.exit !== 'object' });
}

/** Removes checkouts of a repository that nobody uses, but for the newest few. */
async function prune(deps: PreparedDeps, repo: string, isHeld: (volume: string) => boolean): Promise<void> {
  const { docker, names } = deps;
  const { Volumes } = await answered(docker.listVolumes({ filters: names.filter({ [labels.repo]: repo }) }));
  const inUse = new Set(
    (Volumes ?? [])
      .filter((v) => v.Labels?.[labels.role] === 'workspace')
      .map((v) => v.Labels?.[labels.prepared]),
  );
  const markers = (Volumes ?? []).filter((v) => v.Labels?.[labels.role] === 'ready');
  const unused = markers
    .filter((marker) => {
      const volume = marker.Labels?.[labels.prepared] ?? '';
      return !inUse.has(volume) && !isHeld(volume);
    })
    .sort((a, b) => createdAt(b).localeCompare(createdAt(a)));
  for (const marker of unused.slice(KEEP_UNUSED)) {
    const volume = marker.Labels?.[labels.prepared] ?? '';
    // Marker first: from here on nobody finds the volume, so nobody starts on it.
    await removeVolume(docker, marker.Name);
    await removeVolume(docker, volume);
    deps.log.debug({ repo, volume }, 'removed a checkout that nobody uses');
  }
}

const createdAt = (volume: Docker.VolumeInspectInfo): string =>
  String(Reflect.get(volume, 'CreatedAt') ?? '');
