// What every container of an attempt is denied, and what it gets. doctor-like checks of the engine itself are in check.ts.
import type Docker from 'dockerode';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { seccompOption } from './seccomp.ts';

/** The agent, the checkout and everything made by it belong to this user; images need not know it by name. */
export const AGENT_UID = 10001;
/** The relay has another: the agent can neither signal, trace nor read it. */
export const RELAY_UID = 10002;
/** Neither may it touch a service, nor a service the agent. */
export const SERVICE_UID = 10003;
export const AGENT_HOME = '/home/agent';

// Products, never shifts: 2 << 30 is negative in JavaScript and 4 << 30 is 0, which the engine takes for "unlimited".
export const MIB = 2 ** 20;

export const NO_POWERS = {
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges', seccompOption],
  // The default driver would write a log flood to the engine's disk.
  LogConfig: { Type: 'none', Config: {} },
} satisfies Docker.HostConfig;

/** No more memory than this, and no swap on top. */
export const memoryLimit = (bytes: number) => ({ Memory: bytes, MemorySwap: bytes });

/** Shares the sidecar's network (a loopback device) and its pid namespace (so that it dies with it). */
export const joined = (sidecar: string) => ({
  NetworkMode: `container:${sidecar}`,
  PidMode: `container:${sidecar}`,
});

export function agentHost(sidecar: string, limits: Limits, runtime: string | undefined): Docker.HostConfig {
  return {
    ...limited(sidecar, limits),
    ...inRuntime(runtime),
    Tmpfs: {
      '/tmp': 'size=512m,mode=1777,exec',
      [AGENT_HOME]: `size=512m,${ownedBy(AGENT_UID)},mode=700,exec`,
    },
  };
}

/** Its files lie in memory: they count to its memory limit, and are gone with it. */
export function serviceHost(
  sidecar: string,
  limits: Limits,
  { uid, writable, runtime }: { uid: number; writable: readonly string[]; runtime: string | undefined },
): Docker.HostConfig {
  const own = writable.map((path) => [path, `size=${limits.memoryBytes},${ownedBy(uid)},mode=700`]);
  return {
    ...limited(sidecar, limits),
    ...inRuntime(runtime),
    Tmpfs: { '/tmp': 'size=512m,mode=1777', ...Object.fromEntries(own) },
  };
}

/** Our own containers stay with the engine's choice: what runs there is trusted. */
const inRuntime = (runtime: string | undefined): Docker.HostConfig =>
  runtime === undefined ? {} : { Runtime: runtime };

const ownedBy = (uid: number): string => `uid=${uid},gid=${uid}`;

type Limits = Pick<AttemptSpec['limits'], 'memoryBytes' | 'cpus' | 'pids' | 'diskBytes'>;

/** What every container of an attempt in which something of others runs is given. */
function limited(sidecar: string, limits: Limits): Docker.HostConfig {
  return {
    ...NO_POWERS,
    ...joined(sidecar),
    ...memoryLimit(limits.memoryBytes),
    NanoCpus: Math.round(limits.cpus * 1e9),
    PidsLimit: limits.pids,
    OomScoreAdj: 500,
    IpcMode: 'private',
    Ulimits: [
      { Name: 'core', Soft: 0, Hard: 0 },
      { Name: 'nofile', Soft: 4096, Hard: 4096 },
      // One file alone cannot fill the disk.
      { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
    ],
  };
}

/** `labels` are for a volume that the engine makes because it is gone: without them nobody would find and remove it. */
export function volumeMount(
  volume: string,
  target: string,
  access: 'read' | 'write',
  labels: Record<string, string>,
): Docker.MountSettings {
  return {
    Type: 'volume',
    Source: volume,
    Target: target,
    ReadOnly: access === 'read',
    // Nothing of the image's own content or ownership may leak into a volume.
    VolumeOptions: { NoCopy: true, Labels: labels, DriverConfig: { Name: 'local', Options: {} } },
  };
}
