// Waits until an engine has nothing left of earlier attempts but one spare sidecar, ready.
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineUnderTest } from '#test/adapters/docker/engine-for.ts';

const LOOK_EVERY_MS = 100;
const GIVE_UP_AFTER_MS = 60_000;

export async function settled(engine: EngineUnderTest): Promise<void> {
  const giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
  while (performance.now() < giveUpAtMs) {
    const [containers, volumes] = [await engine.containers(), await engine.volumes()];
    const isSpareReady = containers.length === 1 && containers[0]?.State === 'running';
    const isCleared = volumes.every((volume) => volume.Labels?.['dev.greenlight.role'] !== 'workspace');
    // One more look later: a spare that runs is not yet one that serves.
    await pause(LOOK_EVERY_MS);
    if (isSpareReady && isCleared) return;
  }
  throw new Error('the last attempt was not cleared away in time');
}
