// Calls on volumes: empty local ones, and overlays declared as volumes.

import type Docker from 'dockerode';
import { answered } from './answered.ts';
import { isConflict, isMissing } from './engine-error.ts';

/** Gives the path on the engine's host, which is only ever handed back to the engine. One that exists is left as it is. */
export async function createVolume(
  docker: Docker,
  options: { Name: string; Labels: Record<string, string>; DriverOpts?: Record<string, string> },
): Promise<string> {
  // The engine answers with the whole volume; the client keeps the name alone and has to ask again.
  await answered(docker.createVolume({ Driver: 'local', ...options }));
  return (await answered(docker.getVolume(options.Name).inspect())).Mountpoint;
}

/** Undefined when there is none of that name. */
export async function volumeNamed(
  docker: Docker,
  name: string,
): Promise<Docker.VolumeInspectInfo | undefined> {
  try {
    return await answered(docker.getVolume(name).inspect());
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** True when it is gone; false when it is in use, and so for its user or the reaper to remove. */
export async function removeVolume(docker: Docker, name: string): Promise<boolean> {
  try {
    await answered(docker.getVolume(name).remove());
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (isConflict(error)) return false;
    throw error;
  }
}

/** What is in use now is tried once more at the end: an overlay goes before its layers, and the engine lists them in any order. */
export async function removeVolumes(docker: Docker, names: readonly string[]): Promise<void> {
  const again: string[] = [];
  for (const name of names) if (!(await removeVolume(docker, name))) again.push(name);
  for (const name of again) await removeVolume(docker, name);
}
