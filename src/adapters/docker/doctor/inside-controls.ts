// What the probe saw from inside a sealed container, as controls. Each is something that was tried there, not something that was asked for.
import type { Control } from '#core/controls.ts';

/** Shape of the probe's line; error codes of what it tried, `done` where it succeeded. */
export type ProbeFacts = {
  readonly uid: number;
  readonly capabilities: string;
  readonly bounding: string;
  readonly noNewPrivileges: string;
  readonly seccomp: string;
  readonly writeRoot: string;
  readonly writeEtc: string;
  readonly writeTmp: string;
  readonly tmpBytes: number;
  readonly devices: readonly string[];
  readonly metadata: string;
  readonly outside: string;
  readonly lookup: string;
  readonly engineSocket: readonly string[];
  readonly mounts: readonly string[];
  readonly firstProcess: string;
  readonly signalFirst: string;
  readonly unshare: string;
  readonly mount: string;
  readonly files: string;
  readonly cores: string;
  /** Processors by the cgroup's own word, a very large number where it sets no limit; null where it cannot be read. */
  readonly processorQuota: number | null;
  readonly processorShare: number;
  readonly processes: { readonly started: number; readonly refused: string };
};

/** What the probe's container was given. */
export type ProbeLimits = { readonly pids: number; readonly cpus: number; readonly tmpBytes: number };

const NO_CAPABILITIES = /^0+$/;
/** Everything that may be mounted in a sealed container. */
const EXPECTED_MOUNTS =
  /^\/$|^\/(?:proc|sys|dev|tmp|home\/agent|etc\/(?:resolv\.conf|hostname|hosts))(?:\/|$)|^\/(?:work|mirror|prepared)$/;
/** A busy neighbour only ever lowers the share; a missing limit raises it to one. */
const SHARE_SLACK = 0.25;
const MAX_FILES = 4_096;

export function insideControls(facts: ProbeFacts, limits: ProbeLimits): readonly Control[] {
  const control = (name: string, isEnforced: boolean, seen: string, remedy: string): Control => ({
    name,
    isEnforced,
    isRequired: true,
    seen,
    remedy,
  });
  const foreign = facts.mounts.filter((path) => !EXPECTED_MOUNTS.test(path));
  const isRefused = (tried: string) => tried !== 'done' && tried !== 'timeout';
  return [
    control('no root', facts.uid !== 0, `runs as user ${facts.uid}`, 'let the engine honour User'),
    control(
      'no capabilities',
      NO_CAPABILITIES.test(facts.capabilities) && NO_CAPABILITIES.test(facts.bounding),
      `effective ${facts.capabilities}, bounding ${facts.bounding}`,
      'let the engine honour CapDrop',
    ),
    control(
      'no new privileges',
      facts.noNewPrivileges === '1',
      `NoNewPrivs ${facts.noNewPrivileges}`,
      'let the engine honour no-new-privileges',
    ),
    control(
      'own system call filter',
      facts.seccomp === '2',
      `Seccomp ${facts.seccomp}`,
      'let the engine take a seccomp profile with the container',
    ),
    control(
      'read-only root',
      facts.writeRoot === 'EROFS' && facts.writeEtc === 'EROFS',
      `writing / gave ${facts.writeRoot}, /etc ${facts.writeEtc}`,
      'let the engine honour ReadonlyRootfs',
    ),
    control(
      'bounded scratch space',
      facts.writeTmp === 'done' && facts.tmpBytes <= limits.tmpBytes,
      `/tmp has ${facts.tmpBytes} bytes, writing gave ${facts.writeTmp}`,
      'let the engine honour Tmpfs with a size',
    ),
    control(
      'no network',
      facts.devices.every((device) => device === 'lo') &&
        isRefused(facts.outside) &&
        isRefused(facts.metadata) &&
        isRefused(facts.lookup),
      `devices ${facts.devices.join(', ') || 'none'}; outside ${facts.outside}, metadata ${facts.metadata}, names ${facts.lookup}`,
      'let the engine honour NetworkMode none and container:<id>',
    ),
    control(
      'no engine socket, no host files',
      facts.engineSocket.length === 0 && foreign.length === 0,
      [...facts.engineSocket, ...foreign].join(', ') || 'nothing foreign is mounted',
      'remove default mounts from the engine’s configuration',
    ),
    control(
      'relay out of reach',
      facts.firstProcess !== 'done' && facts.signalFirst !== 'done',
      `reading process 1 gave ${facts.firstProcess}, a signal to it ${facts.signalFirst}`,
      'let the engine honour PidMode container:<id> and separate users',
    ),
    control(
      'no namespaces of its own',
      facts.unshare !== 'done',
      `unshare gave ${facts.unshare}`,
      'let the engine take a seccomp profile with the container',
    ),
    control(
      'no mounting',
      facts.mount !== 'done',
      `mount gave ${facts.mount}`,
      'let the engine honour CapDrop',
    ),
    control(
      'file limits',
      Number(facts.files) <= MAX_FILES && facts.cores === '0',
      `${facts.files} open files, core files of ${facts.cores}`,
      'let the engine honour Ulimits',
    ),
    control(
      'process limit holds',
      facts.processes.refused !== 'none' && facts.processes.started < limits.pids,
      `${facts.processes.started} started of ${limits.pids}, then ${facts.processes.refused}`,
      'enable the pids cgroup',
    ),
    control(
      'cpu limit holds',
      facts.processorQuota === null
        ? facts.processorShare <= limits.cpus + SHARE_SLACK
        : facts.processorQuota <= limits.cpus,
      `quota ${facts.processorQuota ?? 'unknown'}; a busy loop got ${facts.processorShare.toFixed(2)} of a processor, ${limits.cpus} allowed`,
      'enable the cpu cgroup',
    ),
  ];
}
