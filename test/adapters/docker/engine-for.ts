// An instance of its own on the real engine, so that test files never touch each other's containers, and a sweep at its end.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { type DockerSandboxOptions, dockerSandbox } from '#adapters/docker/docker-sandbox.ts';
import { eraseInstance } from '#adapters/docker/erase.ts';
import type { Clock } from '#ports/clock.ts';
import { type Log, silentLog } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';

export const realClock: Clock = {
  nowMs: () => Date.now(),
  sleepUntil: async (atMs, signal) => await sleep(Math.max(0, atMs - Date.now()), undefined, { signal }),
};

/** Says aloud what the sandbox warns about, and nothing else. */
export const warningLog: Log = {
  ...silentLog,
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
  child: () => warningLog,
};

export type EngineUnderTest = {
  readonly docker: Docker;
  readonly instance: string;
  sandbox(options?: Partial<DockerSandboxOptions>): Sandbox;
  /** Containers of the instance, running or not. */
  containers(): Promise<Docker.ContainerInfo[]>;
  volumes(): Promise<Docker.VolumeInspectInfo[]>;
  dispose(): Promise<void>;
};

/** No test framework in here: the processes that tests kill use it too. */
export function engineFor(
  helperImage: string,
  instance = `test-${randomBytes(4).toString('hex')}`,
): EngineUnderTest {
  const docker = new Docker();
  const made: Sandbox[] = [];
  const filters = { label: [`dev.greenlight.instance=${instance}`] };
  const containers = () => docker.listContainers({ all: true, filters });
  const volumes = async () => (await docker.listVolumes({ filters })).Volumes ?? [];
  return {
    docker,
    instance,
    containers,
    volumes,
    sandbox(options) {
      const sandbox = dockerSandbox({
        docker,
        instance,
        helperImage,
        clock: realClock,
        log: warningLog,
        ...options,
      });
      made.push(sandbox);
      return sandbox;
    },
    async dispose() {
      await Promise.all(made.map((sandbox) => sandbox.close()));
      await eraseInstance(docker, instance);
    },
  };
}
