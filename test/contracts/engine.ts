// What every engine must do, whichever runs: the same suite for each adapter.
import { describe } from 'vitest';
import { deliveries } from './engine/deliveries.ts';
import type { EngineModule } from './engine/harness.ts';

/** `moduleUrl` names a module that exports `openEngine`: child processes of the crash scenarios import it too. */
export async function engineContract(moduleUrl: string): Promise<void> {
  const { openEngine } = (await import(moduleUrl)) as EngineModule;
  describe('deliveries', () => deliveries(openEngine));
}
