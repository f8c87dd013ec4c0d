// Attempts on the real Docker sandbox, from `run` to the first byte that the agent prints.
import { setTimeout as pause } from 'node:timers/promises';
import type { AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import type { EngineUnderTest } from '#test/adapters/docker/engine-for.ts';
import type { OnRepository } from '../repository/on-repository.ts';
import { SOME_FILE } from '../repository/repository.ts';

const LOOK_EVERY_MS = 100;
const GIVE_UP_AFTER_MS = 60_000;

export async function startMs(
  { bench, fromSha }: OnRepository,
  sandbox: Sandbox,
  changes: Partial<AttemptSpec>,
): Promise<number> {
  // The agent looks at its checkout: a start without one would fail, not be fast.
  const spec = bench.spec(`test -f ${SOME_FILE} && echo here`, { fromSha, ...changes });
  const beganAtMs = performance.now();
  const run = await bench.start(sandbox, spec);
  await run.says('here');
  const tookMs = performance.now() - beganAtMs;
  const { result } = await run.done;
  if (result.exitCode !== 0) throw new Error(`the agent ended with ${result.exitCode}`);
  return tookMs;
}

/** A repository that this engine has never seen, in a bot that has just started. */
export async function coldStartMs(attempts: OnRepository, name: string): Promise<number> {
  const sandbox = attempts.engine.sandbox();
  try {
    return await startMs(attempts, sandbox, { repo: { owner: 'acme', name } });
  } finally {
    await sandbox.close();
  }
}

/** Waits until an engine has nothing left of earlier attempts but one spare sidecar, ready. */
export async function settled(engine: EngineUnderTest): Promise<void> {
  const giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
  while (performance.now() < giveUpAtMs) {
    const [containers, volumes] = [await engine.containers(), await engine.volumes()];
    const isSpareReady = containers.length === 1 && containers[0]?.State === 'running';
    const isCleared = volumes.every((volume) => volume.Labels?.['dev.greenlight.role'] !== 'workspace');
    // Also after the last look: a spare that runs is not yet one that serves.
    await pause(LOOK_EVERY_MS);
    if (isSpareReady && isCleared) return;
  }
  throw new Error('the last attempt was not cleared away in time');
}
