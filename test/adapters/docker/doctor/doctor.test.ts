// The doctor on a real engine: every control is tried from inside, and one that is taken away is noticed and named.
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctorOf } from '#adapters/docker/doctor/doctor.ts';
import { namesOf } from '#adapters/docker/names.ts';
import { missing } from '#core/controls.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { type EngineUnderTest, engineFor } from '../engine-for.ts';

describeWith('docker', 'the doctor', () => {
  let engine: EngineUnderTest;
  beforeAll(() => {
    engine = engineFor(agentImage);
  });
  afterAll(() => engine.dispose());

  const doctor = (docker: Docker) =>
    doctorOf({
      ...{ docker, names: namesOf(engine.instance), helperImage: agentImage, images: [agentImage] },
      ...{ workspaceKind: 'disk', runtime: undefined },
    });

  test('finds every required control of this engine enforced, and leaves nothing behind', async () => {
    const controls = await doctor(engine.docker).examine();
    expect(missing(controls)).toEqual([]);
    expect(controls.filter(({ isRequired }) => isRequired).length).toBeGreaterThan(18);
    expect(await engine.containers()).toEqual([]);
  });

  test('tries an engine once, and again only when it is another', async () => {
    const asked: string[] = [];
    const one = doctor(noting(engine.docker, asked));
    await one.requireAll();
    const first = asked.filter((name) => name === 'createContainer').length;
    await one.requireAll();
    expect(first).toBeGreaterThan(3);
    expect(asked.filter((name) => name === 'createContainer').length).toBe(first);
  });

  test.each<[string, object, string]>([
    ['the read-only root', { ReadonlyRootfs: false }, 'read-only root'],
    [
      'the system call filter',
      { SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] },
      'own system call filter',
    ],
    ['the dropped capabilities', { CapDrop: [], CapAdd: ['NET_RAW'] }, 'no capabilities'],
    ['the process limit', { PidsLimit: 0 }, 'process limit holds'],
    ['the cpu limit', { NanoCpus: 0 }, 'cpu limit holds'],
    ['the memory limit', { Memory: 0, MemorySwap: 0 }, 'memory limit holds'],
    ['the shared pid namespace', { PidMode: '' }, 'dead man’s switch'],
  ])(
    'refuses attempts on an engine that ignores %s, by name and with the remedy',
    async (_what, ignored, name) => {
      const refusal = doctor(ignoring(engine.docker, ignored)).requireAll();
      await expect(refusal).rejects.toMatchObject({
        retryable: false,
        problem: { code: 'sandbox_unavailable', detail: expect.stringContaining(`${name} (`) },
      });
    },
  );
});

/** An engine that takes no notice of some settings, as rootless ones do without cgroup v2. */
function ignoring(docker: Docker, ignored: object): Docker {
  return wrapped(docker, (options) => {
    const HostConfig = options.HostConfig ?? {};
    const isAgent = options.HostConfig?.PidMode?.startsWith('container:');
    return isAgent ? { ...options, HostConfig: { ...HostConfig, ...ignored } } : options;
  });
}

function noting(docker: Docker, asked: string[]): Docker {
  return wrapped(docker, (options) => {
    asked.push('createContainer');
    return options;
  });
}

const wrapped = (
  docker: Docker,
  change: (options: Docker.ContainerCreateOptions) => Docker.ContainerCreateOptions,
): Docker =>
  new Proxy(docker, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver);
      if (name !== 'createContainer') return typeof value === 'function' ? value.bind(target) : value;
      return (options: Docker.ContainerCreateOptions) => target.createContainer(change(options));
    },
  });
