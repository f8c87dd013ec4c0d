// A volume that is made once under a name for all that it depends on. Volumes cannot be relabelled, so a second, empty one, the marker,
// says that the first is complete: whoever dies on the way leaves no marker, and of two that make one at once the first marker wins.
import type Docker from 'dockerode';
import type { Log } from '#ports/log.ts';
import { asPortError } from './engine-error.ts';
import type { Holds } from './holds.ts';
import { labels, type Names } from './names.ts';
import { createVolume, removeVolume, volumeNamed } from './volumes.ts';

type Volume = Docker.VolumeInspectInfo;

export type Marked = {
  readonly marker: string;
  /** Of the volume; on the marker the label of the same name says which volume it is. */
  readonly role: 'prepared' | 'setup';
  readonly repo: string;
  /** For people: "checkout". */
  readonly what: string;
  /** For people, of a failure: "preparing". */
  readonly doing: string;
};

export async function markedVolume(
  docker: Docker,
  { marker, role }: Pick<Marked, 'marker' | 'role'>,
): Promise<Volume | undefined> {
  const volume = (await volumeNamed(docker, marker))?.Labels?.[labels[role]];
  return volume === undefined ? undefined : await volumeNamed(docker, volume);
}

type Deps = { readonly docker: Docker; readonly names: Names; readonly log: Log };
type Making = {
  readonly holds: Holds;
  /** The one that counts now, where there is one. */
  standing(): Promise<Volume | undefined>;
  fill(volume: { readonly name: string; readonly mountpoint: string }): Promise<void>;
  /** Once there is one more. */
  prune(): Promise<void>;
};

/** Gives the one that counts in the end, which may be another's. Throws PortError. */
export async function makeMarked(
  { docker, names, log }: Deps,
  { marker, role, repo, what, doing }: Marked,
  { holds, standing, fill, prune }: Making,
): Promise<Volume> {
  const name = names.once(role);
  const ofRepo = { [labels.repo]: repo };
  holds.add(name);
  try {
    const mountpoint = await createVolume(docker, { Name: name, Labels: names.own(role, ofRepo) });
    await fill({ name, mountpoint });
    // A marker that is there now either names one made meanwhile, which then wins, or one that is gone.
    if ((await standing()) === undefined) await removeVolume(docker, marker);
    const ready = names.own('ready', { ...ofRepo, [labels[role]]: name });
    await createVolume(docker, { Name: marker, Labels: ready });
    const winner = await standing();
    if (winner === undefined) throw new Error(`the ${what} ${name} was removed while it was made`);
    if (winner.Name !== name) await removeVolume(docker, name);
    await prune();
    return winner;
  } catch (error) {
    await removeVolume(docker, name).catch(() =>
      log.warn({ volume: name }, `a half-made ${what} stays for the reaper`),
    );
    throw asPortError(error, `${doing} ${repo}`);
  } finally {
    holds.drop(name);
  }
}
