// What the engine says of itself, as controls: which limits and filters it would enforce at all.
import type { Control } from '#core/controls.ts';
import type { WorkspaceKind } from '../space.ts';

/** The part of the engine's `info` that counts here. */
export type EngineFacts = {
  readonly OSType?: string;
  readonly ServerVersion?: string;
  readonly ID?: string;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly CgroupDriver?: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
};

const has = (facts: EngineFacts, option: string): boolean =>
  facts.SecurityOptions?.some((each) => each.includes(option)) ?? false;

/** What the operator chose. */
export type Wanted = { readonly runtime?: string | undefined; readonly workspaceKind: WorkspaceKind };

export function engineControls(facts: EngineFacts, wanted: Wanted): readonly Control[] {
  const control = (name: string, isEnforced: boolean, seen: string, remedy: string): Control => ({
    name,
    isEnforced,
    isRequired: true,
    seen,
    remedy,
  });
  const offOr = (isOn: boolean | undefined, what: string) =>
    isOn ? `the engine enforces ${what}` : `${what} are off`;
  return [
    ...runtimeControl(facts, wanted.runtime),
    QUOTAS[wanted.workspaceKind],
    control(
      'linux containers',
      facts.OSType === 'linux',
      `containers of ${facts.OSType ?? 'an unknown system'}`,
      'switch the engine to Linux containers',
    ),
    control(
      'resource limits',
      facts.CgroupDriver !== undefined && facts.CgroupDriver !== 'none',
      facts.CgroupDriver === 'none'
        ? 'no cgroup driver: limits are silently ignored'
        : `cgroup v${facts.CgroupVersion ?? '?'} by ${facts.CgroupDriver ?? 'nothing'}`,
      'a rootless engine needs cgroup v2 with systemd and delegated controllers; otherwise run the engine as root',
    ),
    control(
      'memory limit',
      facts.MemoryLimit === true,
      offOr(facts.MemoryLimit, 'memory limits'),
      'enable the memory cgroup (cgroup_enable=memory on the kernel command line)',
    ),
    control(
      'process limit',
      facts.PidsLimit === true,
      offOr(facts.PidsLimit, 'process limits'),
      'enable the pids cgroup',
    ),
    control(
      'cpu limit',
      facts.CpuCfsQuota === true,
      offOr(facts.CpuCfsQuota, 'CPU limits'),
      'use a kernel with CONFIG_CFS_BANDWIDTH',
    ),
    control(
      'system call filter',
      has(facts, 'seccomp'),
      has(facts, 'seccomp') ? 'seccomp is there' : 'seccomp is missing',
      'use a kernel with CONFIG_SECCOMP_FILTER, and an engine built with seccomp',
    ),
    {
      name: 'mandatory access control',
      isEnforced: has(facts, 'apparmor') || has(facts, 'selinux'),
      isRequired: false,
      seen: has(facts, 'apparmor')
        ? 'AppArmor'
        : has(facts, 'selinux')
          ? 'SELinux'
          : 'neither AppArmor nor SELinux',
      remedy: 'a host with AppArmor or SELinux adds a second wall',
    },
    {
      name: 'user namespace',
      isEnforced: has(facts, 'userns') || has(facts, 'rootless'),
      isRequired: false,
      seen: has(facts, 'rootless')
        ? 'rootless engine'
        : has(facts, 'userns')
          ? 'userns-remap'
          : 'root in a container is root outside',
      remedy: 'agents never run as root; userns-remap or a rootless engine on cgroup v2 adds a second wall',
    },
  ];
}

/** Whether it keeps the other promises is tried from inside, under it. */
function runtimeControl({ Runtimes = {} }: EngineFacts, runtime: string | undefined): readonly Control[] {
  if (runtime === undefined) return [];
  const known = Object.keys(Runtimes);
  return [
    {
      name: 'runtime',
      isEnforced: known.includes(runtime),
      isRequired: true,
      seen: known.includes(runtime)
        ? `agents run under ${runtime}`
        : `the engine has no runtime ${runtime}, only ${known.join(', ') || 'its default'}`,
      remedy: `install it and name it in the engine's configuration ("runtimes"), or change sandbox.runtime`,
    },
  ];
}

const QUOTAS: Record<WorkspaceKind, Control> = {
  memory: {
    name: 'workspace quota',
    isEnforced: true,
    isRequired: false,
    seen: 'bytes and files of a workspace are bounded by the kernel, in memory',
    remedy: 'none needed',
  },
  disk: {
    name: 'workspace quota',
    isEnforced: true,
    isRequired: false,
    seen: 'bytes and files of a workspace are measured twice a second or slower; an agent over its limit is ended',
    remedy: 'sandbox.workspace memory has the kernel bound them, at the price of memory',
  },
};
