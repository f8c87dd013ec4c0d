// Set-ups of repositories: one volume per image, commands and lockfiles, made once, never written again, laid under every checkout that fits.
import type Docker from 'dockerode';
import type { AttemptSpec, SetupSpec } from '#ports/sandbox.ts';
import { asPortError } from '../engine-error.ts';
import { Holds } from '../holds.ts';
import { labels } from '../names.ts';
import { imageId, repoKey } from '../prepared.ts';
import { prune } from '../prune.ts';
import { createVolume, removeVolume, volumeNamed } from '../volumes.ts';
import type { Lower } from '../workspace.ts';
import { runSetup, type SetupDeps } from './run-setup.ts';
import { setupKey } from './setup-key.ts';

/** Part of the key: a changed layer makes new volumes instead of reading old ones. */
const LAYOUT = 'setup-1';

export type OnChunk = (chunk: Uint8Array) => void;

export type Setups = {
  /** The layer for `spec`, made where it is not there; held (not pruned) until `release`. `onLog` hears what the commands print. */
  hold(
    spec: AttemptSpec,
    setup: SetupSpec,
    onLog: OnChunk,
  ): Promise<{ readonly prepared: Lower; release(): void }>;
  held(): ReadonlySet<string>;
  close(): Promise<void>;
};

type Making = {
  readonly made: Promise<Docker.VolumeInspectInfo>;
  readonly said: Buffer[];
  readonly hears: Set<OnChunk>;
};

export function setups(deps: SetupDeps): Setups {
  const holds = new Holds();
  const making = new Map<string, Making>();
  const closing = new AbortController();

  /** One at a time for a key; whoever comes meanwhile waits for the same and hears all of it. */
  const make = (marker: string, work: (onLog: OnChunk) => Promise<Docker.VolumeInspectInfo>): Making => {
    const known = making.get(marker);
    if (known !== undefined) return known;
    const said: Buffer[] = [];
    const hears = new Set<OnChunk>();
    const onLog = (chunk: Uint8Array) => {
      said.push(Buffer.from(chunk));
      for (const hear of hears) hear(chunk);
    };
    const forget = () => making.delete(marker);
    const made = work(onLog);
    made.then(forget, forget);
    const mine = { made, said, hears };
    making.set(marker, mine);
    return mine;
  };

  return {
    async hold(spec, setup, onLog) {
      const [image, key] = [await imageId(deps.docker, spec.agent.image), await setupKey(spec, setup)];
      const marker = deps.names.ready(LAYOUT, repoKey(spec), image, key.digest);
      let volume = await markedLayer(deps, marker);
      if (volume === undefined) {
        const at = { ...spec, fromSha: key.atSha };
        const mine = make(marker, (hear) =>
          makeLayer(deps, holds, { spec: at, setup, marker }, hear, closing.signal),
        );
        for (const chunk of mine.said) onLog(chunk);
        mine.hears.add(onLog);
        volume = await mine.made;
      }
      const { Name, Mountpoint } = volume;
      holds.add(Name);
      return { prepared: { volume: Name, mountpoint: Mountpoint }, release: () => holds.drop(Name) };
    },
    held: () => holds.all(),
    async close() {
      closing.abort();
      await Promise.allSettled(Array.from(making.values(), ({ made }) => made));
    },
  };
}

/** Whoever dies on the way leaves no marker, and of two that make one at once the first marker wins. */
async function markedLayer(
  { docker }: SetupDeps,
  marker: string,
): Promise<Docker.VolumeInspectInfo | undefined> {
  const volume = (await volumeNamed(docker, marker))?.Labels?.[labels.setup];
  return volume === undefined ? undefined : await volumeNamed(docker, volume);
}

async function makeLayer(
  deps: SetupDeps,
  holds: Holds,
  { spec, setup, marker }: { spec: AttemptSpec; setup: SetupSpec; marker: string },
  onLog: OnChunk,
  signal: AbortSignal,
): Promise<Docker.VolumeInspectInfo> {
  const { docker, names } = deps;
  const layer = names.once('setup');
  const repo = { [labels.repo]: repoKey(spec) };
  holds.add(layer);
  try {
    const mountpoint = await createVolume(docker, { Name: layer, Labels: names.own('setup', repo) });
    await runSetup(deps, { spec, setup, layer: { volume: layer, mountpoint }, onLog, signal });
    // A marker that is there now either names a layer made meanwhile, which then wins, or one that is gone.
    if ((await markedLayer(deps, marker)) === undefined) await removeVolume(docker, marker);
    await createVolume(docker, {
      Name: marker,
      Labels: names.own('ready', { ...repo, [labels.setup]: layer }),
    });
    const winner = await markedLayer(deps, marker);
    if (winner === undefined) throw new Error(`the set-up ${layer} was removed while it was made`);
    if (winner.Name !== layer) await removeVolume(docker, layer);
    await prune(deps, repoKey(spec), (name) => holds.has(name) || deps.prepared.held().has(name));
    return winner;
  } catch (error) {
    await removeVolume(docker, layer).catch(() =>
      deps.log.warn({ layer }, 'a half-made set-up stays for the reaper'),
    );
    throw asPortError(error, `setting up ${repoKey(spec)}`);
  } finally {
    holds.drop(layer);
  }
}
