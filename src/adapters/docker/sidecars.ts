// Keeps a sidecar or two ready: making one is most of what an attempt would wait for (a network namespace, and node's start).
import type Docker from 'dockerode';
import type { Log } from '#ports/log.ts';
import type { Names } from './names.ts';
import { createSidecar, type Sidecar } from './sidecar.ts';

export type Sidecars = {
  /** A spare one, else a new one. The taker removes it. */
  take(): Promise<Sidecar>;
  /** Makes spares in the background, for later attempts. */
  refill(): void;
  /** Container ids of all that this process holds. */
  known(): ReadonlySet<string>;
  close(): Promise<void>;
};

type SidecarDeps = { docker: Docker; names: Names; helperImage: string; log: Log };

export function sidecarPool(deps: SidecarDeps, portNumbers: readonly number[], spareCount: number): Sidecars {
  const known = new Set<string>();
  const spares: Sidecar[] = [];
  let isClosed = false;
  let filling: Promise<void> | undefined;

  const make = async (): Promise<Sidecar> => {
    const sidecar = await createSidecar(deps.docker, {
      name: deps.names.once('net'),
      image: deps.helperImage,
      labels: deps.names.own('sidecar'),
      portNumbers,
    });
    known.add(sidecar.id);
    sidecar.closed.then(() => known.delete(sidecar.id)).catch(() => undefined);
    return sidecar;
  };

  const fill = async () => {
    while (!isClosed && spares.filter((spare) => spare.isOpen()).length < spareCount) {
      const sidecar = await make();
      await sidecar.ready;
      spares.push(sidecar);
    }
  };

  return {
    async take() {
      for (let spare = spares.shift(); spare !== undefined; spare = spares.shift()) {
        if (spare.isOpen()) return spare;
      }
      return await make();
    },
    refill() {
      filling ??= fill()
        .catch((error: unknown) =>
          deps.log.info({ error }, 'no spare sidecar; the next attempt starts slower'),
        )
        .finally(() => {
          filling = undefined;
        });
    },
    known: () => known,
    async close() {
      isClosed = true;
      await filling;
      await Promise.all(spares.splice(0).map((spare) => spare.remove()));
    },
  };
}
