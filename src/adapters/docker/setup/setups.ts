// Set-ups of repositories: one volume per image, commands and lockfiles, made once, never written again, laid under every checkout that fits.

import type Docker from 'dockerode';
import { repoName } from '#core/task/request.ts';
import type { AttemptSpec, SetupSpec } from '#ports/sandbox.ts';
import { Holds } from '../holds.ts';
import { makeMarked, markedVolume } from '../marked-volume.ts';
import { imageId } from '../prepared.ts';
import { prune } from '../prune.ts';
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
      const marker = deps.names.ready(LAYOUT, repoName(spec.repo), image, key.digest);
      let volume = await markedVolume(deps.docker, { marker, role: 'setup' });
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

function makeLayer(
  deps: SetupDeps,
  holds: Holds,
  { spec, setup, marker }: { spec: AttemptSpec; setup: SetupSpec; marker: string },
  onLog: OnChunk,
  signal: AbortSignal,
): Promise<Docker.VolumeInspectInfo> {
  const repo = repoName(spec.repo);
  return makeMarked(
    deps,
    { marker, role: 'setup', repo, what: 'set-up', doing: 'setting up' },
    {
      holds,
      standing: () => markedVolume(deps.docker, { marker, role: 'setup' }),
      fill: ({ name: volume, mountpoint }) =>
        runSetup(deps, { spec, setup, layer: { volume, mountpoint }, onLog, signal }),
      prune: () => prune(deps, repo, (name) => holds.has(name) || deps.prepared.held().has(name)),
    },
  );
}
