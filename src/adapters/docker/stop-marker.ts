// How one process tells another that a run was stopped, and whether its result is wanted: a volume with nothing in it but labels.

import type { Deps } from './deps.ts';
import { isMissing } from './engine-error.ts';
import type { Halt } from './halting.ts';
import { labels } from './names.ts';
import { removeVolume } from './prepared.ts';

type MarkerDeps = Pick<Deps, 'docker' | 'names'>;

/** Left before the kill, so that whoever sees the agent's end also sees why. */
export async function leaveStopMarker(
  { docker, names }: MarkerDeps,
  key: string,
  collect: boolean,
): Promise<void> {
  const Labels = names.own('stop', { [labels.key]: key, [labels.collect]: String(collect) });
  await docker.createVolume({ Name: names.stopMarker(key), Driver: 'local', Labels });
}

/** Reads it and takes it away. */
export async function takeStopMarker({ docker, names }: MarkerDeps, key: string): Promise<Halt | undefined> {
  const name = names.stopMarker(key);
  try {
    const { Labels } = await docker.getVolume(name).inspect();
    await removeVolume(docker, name);
    return { ended: 'stopped', collect: Labels?.[labels.collect] === 'true' };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
