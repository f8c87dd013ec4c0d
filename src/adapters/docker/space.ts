// Where an attempt's writes land, and what bounds them: a folder on the engine's disk that is measured, or memory of a fixed size.
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type Docker from 'dockerode';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { pause } from './containers.ts';
import { MIB, volumeMount } from './hardening.ts';
import { type HelperEnd, runHelper } from './helper.ts';
import type { Names } from './names.ts';
import { createVolume } from './volumes.ts';

export type WorkspaceKind = 'disk' | 'memory';

/** Where nobody says how many: more than the largest installations of packages have. */
const DEFAULT_FILES = 1_000_000;
/** A file that was unlinked while it is open is not seen by a walk, but it takes room on the disk. */
const MIN_FREE_BYTES = 256 * MIB;
const READY_TIMEOUT_MS = 30_000;
const FOREVER_MS = 2 ** 31 - 1;
/** So that a folder with very many names can be read at once. */
const MEMORY_BYTES = 384 * MIB;

/**
 * Holds memory that only lasts as long as somebody has it mounted, and a little of it back: on a full one the overlay
 * could not be mounted again to collect the work.
 */
const KEEP = `mkdir -p /space/upper /space/scratch /space/spare
i=0; while [ $i -lt 64 ]; do : > /space/spare/$i; i=$((i+1)); done
head -c 262144 /dev/zero > /space/spare/room
echo watching; read _; rm -rf /space/spare; echo room; exec cat >/dev/null`;

export type Space = {
  /** Resolves when what was written can be bounded. */
  readonly ready: Promise<void>;
  /** Resolves, with the figures, once it is too much; never where the file system itself says no. */
  readonly over: Promise<string>;
  /** Once the agent is dead: what only measures ends, beside whatever follows, and also a full one can be mounted again. */
  makeRoom(): Promise<void>;
  close(): Promise<void>;
};

type SpaceDeps = { readonly docker: Docker; readonly names: Names; readonly helperImage: string };
type Room = Pick<AttemptSpec['limits'], 'diskBytes' | 'diskFiles'>;

/** Watches the volume of a set-up or an attempt on the disk. */
export function watchDisk(
  deps: SpaceDeps,
  volume: string,
  { diskBytes, diskFiles = DEFAULT_FILES }: Room,
  labels: Record<string, string>,
): Space {
  const source = readFileSync(new URL('./watch-disk.mjs', import.meta.url), 'utf8');
  const limits = [diskBytes, diskFiles, MIN_FREE_BYTES].join(' ');
  return held(deps, labels, {
    script: `exec node --input-type=module -e "$SOURCE" -- ${limits}`,
    env: { SOURCE: source },
    mounts: [volumeMount(volume, '/upper', 'read', labels)],
    // Whatever modes the agent gives to its files: they are counted.
    capabilities: ['DAC_READ_SEARCH'],
  });
}

/** A volume in memory: its paths exist from `ready` on. */
export async function memorySpace(
  deps: SpaceDeps,
  volume: string,
  { diskBytes, diskFiles = DEFAULT_FILES }: Room,
  labels: Record<string, string>,
): Promise<{ space: Space; upperDir: string; scratchDir: string }> {
  const DriverOpts = {
    type: 'tmpfs',
    device: 'tmpfs',
    o: `size=${diskBytes},nr_inodes=${diskFiles},mode=755`,
  };
  const dir = await createVolume(deps.docker, { Name: volume, Labels: labels, DriverOpts });
  const mounts = [volumeMount(volume, '/space', 'write', labels)];
  const space = held(deps, labels, { script: KEEP, env: {}, mounts, capabilities: [], keepsSpare: true });
  return { space, upperDir: `${dir}/upper`, scratchDir: `${dir}/scratch` };
}

type Job = {
  readonly script: string;
  readonly env: Record<string, string>;
  readonly mounts: Docker.MountSettings[];
  readonly capabilities: readonly string[];
  readonly keepsSpare?: true;
};

/** Lives until it is closed; when this process dies its stdin ends, and it with it. */
function held(
  { docker, names, helperImage }: SpaceDeps,
  labels: Record<string, string>,
  { keepsSpare, ...job }: Job,
): Space {
  const closing = new AbortController();
  const ready = Promise.withResolvers<void>();
  const over = Promise.withResolvers<string>();
  const room = Promise.withResolvers<void>();
  let stdin: Writable | undefined;
  let words = '';
  const running = runHelper(docker, {
    ...job,
    ...{ name: names.once('space'), image: helperImage, labels, uid: 0 },
    ...{ memoryBytes: MEMORY_BYTES, tmpfsBytes: MIB, timeoutMs: FOREVER_MS, signal: closing.signal },
    onStdout(chunk, input) {
      stdin = input;
      words = (words + chunk.toString('utf8')).slice(-1_000);
      if (words.includes('watching\n')) ready.resolve();
      if (words.includes('room\n')) room.resolve();
    },
  });
  const ended = running.then(
    ({ exit, stderr }: HelperEnd) => {
      ready.reject(unbounded(`${words} ${stderr}`));
      // One that cannot go on measuring, whatever the agent did to it, is as good as full.
      if (typeof exit === 'object') over.resolve(words.trim().split('\n').at(-1) || stderr);
    },
    (error: unknown) => ready.reject(error),
  );
  const late = pause(READY_TIMEOUT_MS).then(() => Promise.reject(unbounded('it did not come up in time')));
  late.catch(() => undefined);
  const isReady = Promise.race([ready.promise, late]);
  isReady.catch(() => undefined);
  return {
    ready: isReady,
    over: over.promise,
    async makeRoom() {
      if (keepsSpare !== true) return closing.abort();
      stdin?.write('\n');
      await Promise.race([room.promise, ended, pause(READY_TIMEOUT_MS)]);
    },
    async close() {
      closing.abort();
      await ended;
    },
  };
}

const unbounded = (why: string): PortError =>
  new PortError(
    problem('sandbox_unavailable', `The disk of the attempt cannot be bounded: ${why.trim() || 'no word'}`),
    { retryable: true },
  );
