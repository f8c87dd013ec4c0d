// How one process tells another that a run was stopped, and whether its result is wanted: a volume with nothing in it but labels.

import type { Deps } from './deps.ts';
import type { Halt } from './halting.ts';
import { labels } from './names.ts';
import { createVolume, removeVolume, volumeNamed } from './volumes.ts';

type MarkerDeps = Pick<Deps, 'docker' | 'names'>;

/** Left before the kill, so that whoever sees the agent's end also sees why. */
export async function leaveStopMarker(
  { docker, names }: MarkerDeps,
  key: string,
  collect: boolean,
): Promise<void> {
  const Labels = names.own('stop', { [labels.key]: key, [labels.collect]: String(collect) });
  await createVolume(docker, { Name: names.stopMarker(key), Labels });
}

/** Reads it and takes it away. */
export async function takeStopMarker({ docker, names }: MarkerDeps, key: string): Promise<Halt | undefined> {
  const name = names.stopMarker(key);
  const marker = await volumeNamed(docker, name);
  if (marker === undefined) return undefined;
  await removeVolume(docker, name);
  return { ended: 'stopped', collect: marker.Labels?.[labels.collect] === 'true' };
}
