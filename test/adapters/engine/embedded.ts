// The embedded engine as the contract suite opens it.
import { join } from 'node:path';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { openStore } from '#adapters/store/store.ts';
import type { EngineOpener } from '#test/contracts/engine/harness.ts';

export const openEngine: EngineOpener = async (folder, { transition, clock, log, slots, taskVersion }) => {
  const store = openStore({ path: join(folder, 'greenlight.db') });
  const engine = embeddedEngine({
    store,
    transition,
    clock,
    log,
    limits: { slots },
    ...(taskVersion === undefined ? {} : { taskVersion }),
  });
  return {
    engine,
    async close() {
      await engine.stop();
      await store.close();
    },
  };
};
