// Takes a whole instance off an engine, mirrors and prepared checkouts too: for instances that live no longer than a test or a playground.
import type Docker from 'dockerode';
import { answered } from './answered.ts';
import { removeContainer } from './containers.ts';
import { asPortError } from './engine-error.ts';
import { namesOf } from './names.ts';
import { removeVolumes } from './volumes.ts';

/** Call it after the sandbox is closed. An instance that is to come back keeps its volumes: they are what makes it fast. */
export async function eraseInstance(docker: Docker, instance: string): Promise<void> {
  const filters = namesOf(instance).filter();
  try {
    const containers = await answered(docker.listContainers({ all: true, filters }));
    await Promise.all(containers.map(({ Id }) => removeContainer(docker.getContainer(Id))));
    const volumes = (await answered(docker.listVolumes({ filters }))).Volumes ?? [];
    await removeVolumes(
      docker,
      volumes.map(({ Name }) => Name),
    );
  } catch (error) {
    throw asPortError(error, `erasing the instance ${instance}`);
  }
}
