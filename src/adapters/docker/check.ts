// Can attempts run here now? Reads what the engine really enforces: a limit that it would ignore stops attempts, by name.

import type Docker from 'dockerode';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { answered } from './answered.ts';
import { asPortError, imageMissing, isMissing, unreachable } from './engine-error.ts';

const ASK_TIMEOUT_MS = 5_000;

/** The part of the engine's `info` that counts here. */
export type EngineFacts = {
  readonly OSType?: string;
  readonly MemoryLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly CgroupDriver?: string;
  readonly SecurityOptions?: readonly string[] | null;
};

/** Throws PortError sandbox_unavailable or image_missing with the remedy. */
export async function checkEngine(docker: Docker, images: readonly string[]): Promise<void> {
  const missing = missingControls(await factsOf(docker));
  if (missing.length > 0) {
    const detail = `The Docker engine cannot hold an agent: ${missing.join('; ')}.`;
    throw new PortError(problem('sandbox_unavailable', detail), { retryable: false });
  }
  for (const image of images) await checkImage(docker, image);
}

async function factsOf(docker: Docker): Promise<EngineFacts> {
  try {
    return await answered<EngineFacts>(docker.info(), ASK_TIMEOUT_MS);
  } catch (error) {
    throw unreachable('asking what it enforces', error);
  }
}

/** What is missing, each with its remedy; empty when the engine will do. */
export function missingControls(facts: EngineFacts): readonly string[] {
  const missing: string[] = [];
  if (facts.OSType !== 'linux') missing.push('it runs no Linux containers (switch it to Linux containers)');
  if (facts.CgroupDriver === 'none') {
    missing.push(
      'it has no cgroup driver, so limits are silently ignored (a rootless engine needs cgroup v2 with systemd)',
    );
  }
  if (!facts.MemoryLimit)
    missing.push('memory limits are off (enable the memory cgroup: cgroup_enable=memory)');
  if (!facts.PidsLimit) missing.push('process limits are off (enable the pids cgroup)');
  if (!facts.CpuCfsQuota) missing.push('CPU limits are off (a kernel with CONFIG_CFS_BANDWIDTH is needed)');
  if (!facts.SecurityOptions?.some((option) => option.includes('seccomp'))) {
    missing.push('it filters no system calls (a kernel with CONFIG_SECCOMP_FILTER is needed)');
  }
  return missing;
}

async function checkImage(docker: Docker, image: string): Promise<void> {
  try {
    await answered(docker.getImage(image).inspect());
  } catch (error) {
    if (isMissing(error)) throw imageMissing(image, error);
    throw asPortError(error, `looking for the image "${image}"`);
  }
}
