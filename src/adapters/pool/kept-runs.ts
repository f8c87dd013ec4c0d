// Runs that outlive the bot, on whichever of the engines: found again by asking each that keeps any.
import { PortError } from '#ports/port-error.ts';
import type { KeptRuns } from '#ports/sandbox.ts';
import type { Host } from './host.ts';
import type { Places } from './places.ts';

export function keptRuns(
  hosts: readonly Host[],
  places: Places,
  lookAt: (host: Host) => Promise<boolean>,
): KeptRuns {
  const keeping = hosts.filter(({ sandbox }) => sandbox.kept !== undefined);
  return {
    async resume(key, run, hooks) {
      for (const host of keeping) {
        // One that does not answer now may hold it: it is told to end it when it is back, and its result counts for nothing.
        if (!host.isUp && !(await lookAt(host))) continue;
        places.enter(key, host);
        try {
          const result = await host.sandbox.kept?.resume(key, run, hooks);
          if (result !== undefined) return result;
        } catch (error) {
          if (error instanceof PortError && error.problem.code === 'sandbox_unavailable') await lookAt(host);
          throw error;
        } finally {
          places.leave(key, host);
        }
      }
      return undefined;
    },
    async release(key, run) {
      const up = keeping.filter(({ isUp }) => isUp);
      await Promise.all(up.map(({ sandbox }) => sandbox.kept?.release(key, run)));
    },
  };
}
