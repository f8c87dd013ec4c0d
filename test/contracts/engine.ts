// What every engine must do, whichever runs: the same suite for each adapter.
import { describe } from 'vitest';
import { crashes } from './engine/crashes.ts';
import { deliveries } from './engine/deliveries.ts';
import { deploy } from './engine/deploy.ts';
import { effects } from './engine/effects.ts';
import { failingEffects } from './engine/failing-effects.ts';
import type { EngineModule } from './engine/harness.ts';
import { storm } from './engine/storm.ts';
import { timers } from './engine/timers.ts';

/** `moduleUrl` names a module that exports `openEngine`: child processes of the crash scenarios import it too. */
export async function engineContract(moduleUrl: string): Promise<void> {
  const { openEngine } = (await import(moduleUrl)) as EngineModule;
  describe('deliveries', () => deliveries(openEngine));
  describe('effects', () => effects(openEngine));
  describe('failing effects', () => failingEffects(openEngine));
  describe('timers', () => timers(openEngine));
  describe('crashes', () => crashes(openEngine, moduleUrl));
  describe('storm', () => storm(openEngine, moduleUrl));
  describe('deploy', () => deploy(openEngine));
}
