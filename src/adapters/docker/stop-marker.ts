// How one process tells another that a run was stopped, and whether its result is wanted: a volume with nothing in it but labels.

import { waitedUntil } from '#ports/clock.ts';
import type { Deps } from './deps.ts';
import type { Halt } from './halting.ts';
import { labels } from './names.ts';
import { createVolume, removeVolume, volumeNamed } from './volumes.ts';

type MarkerDeps = Pick<Deps, 'docker' | 'names'>;

/** A stop is to be over within two seconds, and an attempt may wait for minutes until its set-up is made. */
const LOOK_EVERY_MS = 500;
/** A run that had just begun when it was stopped has looked by then, also on a slow engine. */
const TAKE_BACK_AFTER_MS = 10_000;

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

/** For one that nobody may ever read: no run was seen. What fails is the reaper's, or the next run's under that key. */
export async function takeBackStopMarker(
  { docker, names, clock, log }: MarkerDeps & Pick<Deps, 'clock' | 'log'>,
  key: string,
  closing: AbortSignal,
): Promise<void> {
  await waitedUntil(clock, clock.nowMs() + TAKE_BACK_AFTER_MS, closing);
  await removeVolume(docker, names.stopMarker(key)).catch((error: unknown) =>
    log.info({ key, error }, 'a stop marker that nobody read stays for the reaper'),
  );
}

/** Looks for it now and then, takes it, or gives nothing once the signal aborts. A look that fails is followed by the next one. */
export async function nextStopMarker(
  deps: MarkerDeps & Pick<Deps, 'clock' | 'log'>,
  key: string,
  signal: AbortSignal,
): Promise<Halt | undefined> {
  const { clock, log } = deps;
  while (await waitedUntil(clock, clock.nowMs() + LOOK_EVERY_MS, signal)) {
    const halt = await takeStopMarker(deps, key).catch((error: unknown) => {
      log.warn({ key, error }, 'could not look whether a run was stopped elsewhere; looking again');
      return undefined;
    });
    if (halt !== undefined) return halt;
  }
  return undefined;
}
