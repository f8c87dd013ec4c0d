// What the engine says and what the probe saw, as controls: each missing one is named with its remedy.
import { describe, expect, test } from 'vitest';
import { type EngineFacts, engineControls } from '#adapters/docker/doctor/engine-controls.ts';
import { insideControls, type ProbeFacts } from '#adapters/docker/doctor/inside-controls.ts';
import { missing } from '#core/controls.ts';

const names = (controls: Parameters<typeof missing>[0]) => missing(controls).map(({ name }) => name);

describe('an engine', () => {
  const good: EngineFacts = {
    OSType: 'linux',
    MemoryLimit: true,
    PidsLimit: true,
    CpuCfsQuota: true,
    CgroupDriver: 'systemd',
    CgroupVersion: '2',
    SecurityOptions: ['name=seccomp,profile=default'],
  };

  test('that enforces everything lacks nothing', () => {
    expect(names(engineControls(good, { workspaceKind: 'disk' }))).toEqual([]);
  });

  test.each<[Partial<EngineFacts>, string]>([
    [{ MemoryLimit: false }, 'memory limit'],
    [{ PidsLimit: false }, 'process limit'],
    [{ CpuCfsQuota: false }, 'cpu limit'],
    [{ CgroupDriver: 'none', SecurityOptions: ['name=seccomp', 'name=rootless'] }, 'resource limits'],
    [{ SecurityOptions: null }, 'system call filter'],
    [{ OSType: 'windows' }, 'linux containers'],
  ])('that reports %o is refused by name', (facts, name) => {
    const controls = missing(engineControls({ ...good, ...facts }, { workspaceKind: 'disk' }));
    expect(controls.map((control) => control.name)).toEqual([name]);
    expect(controls[0]?.remedy).not.toBe('');
  });

  test.each([
    ['crun', ['runc'], ['runtime']],
    ['crun', ['runc', 'crun'], []],
  ])('is refused without the runtime %s, of %j', (runtime, known, lacking) => {
    const Runtimes = Object.fromEntries(known.map((name) => [name, {}]));
    const controls = missing(engineControls({ ...good, Runtimes }, { workspaceKind: 'memory', runtime }));
    expect(controls.map(({ name }) => name)).toEqual(lacking);
  });

  test('is not refused for a second wall that it lacks', () => {
    expect(
      engineControls(good, { workspaceKind: 'disk' })
        .filter(({ isEnforced }) => !isEnforced)
        .map(({ name }) => name),
    ).toEqual(['mandatory access control', 'user namespace']);
  });
});

describe('a container', () => {
  const sealed: ProbeFacts = {
    uid: 10001,
    capabilities: '0000000000000000',
    bounding: '0000000000000000',
    noNewPrivileges: '1',
    seccomp: '2',
    writeRoot: 'EROFS',
    writeEtc: 'EROFS',
    writeTmp: 'done',
    tmpBytes: 512 * 2 ** 20,
    devices: ['lo'],
    metadata: 'ENETUNREACH',
    outside: 'ENETUNREACH',
    lookup: 'EAI_AGAIN',
    engineSocket: [],
    mounts: [
      '/',
      '/proc',
      '/proc/kcore',
      '/dev',
      '/dev/pts',
      '/sys',
      '/sys/fs/cgroup',
      '/tmp',
      '/home/agent',
      '/etc/hosts',
    ],
    firstProcess: 'EACCES',
    signalFirst: 'EPERM',
    unshare: 'refused',
    mount: 'refused',
    files: '4096',
    cores: '0',
    processorQuota: 0.5,
    processorShare: 0.52,
    processes: { started: 50, refused: 'EAGAIN' },
  };
  const limits = { pids: 64, cpus: 0.5, tmpBytes: 512 * 2 ** 20 };

  test('that is sealed lacks nothing', () => {
    expect(names(insideControls(sealed, limits))).toEqual([]);
  });

  test.each<[Partial<ProbeFacts>, string]>([
    [{ uid: 0 }, 'no root'],
    [{ capabilities: '00000000a80425fb' }, 'no capabilities'],
    [{ bounding: '00000000a80425fb' }, 'no capabilities'],
    [{ noNewPrivileges: '0' }, 'no new privileges'],
    [{ seccomp: '0' }, 'own system call filter'],
    [{ writeEtc: 'done' }, 'read-only root'],
    [{ tmpBytes: 50 * 2 ** 30 }, 'bounded scratch space'],
    [{ devices: ['eth0', 'lo'] }, 'no network'],
    [{ metadata: 'done' }, 'no network'],
    [{ outside: 'timeout' }, 'no network'],
    [{ lookup: 'done' }, 'no network'],
    [{ engineSocket: ['/var/run/docker.sock'] }, 'no engine socket, no host files'],
    [{ mounts: ['/', '/root/.ssh'] }, 'no engine socket, no host files'],
    [{ firstProcess: 'done' }, 'relay out of reach'],
    [{ signalFirst: 'done' }, 'relay out of reach'],
    [{ unshare: 'done' }, 'no namespaces of its own'],
    [{ mount: 'done' }, 'no mounting'],
    [{ files: '1048576' }, 'file limits'],
    [{ processes: { started: 80, refused: 'none' } }, 'process limit holds'],
    [{ processorQuota: 1e9 }, 'cpu limit holds'],
    [{ processorQuota: null, processorShare: 1 }, 'cpu limit holds'],
    [{ writeRoot: 'EACCES' }, 'read-only root'],
  ])('that reports %o is refused by name', (facts, name) => {
    expect(names(insideControls({ ...sealed, ...facts }, limits))).toEqual([name]);
  });
});
