// Who gets a slot: attempts and runs of proofs share them, and neither keeps the other out.
import { expect, it } from 'vitest';
import { type EffectLanes, effectLanes } from '#adapters/engine/effect-lanes.ts';
import { DEFAULT_LIMITS } from '#adapters/engine/limits.ts';
import type { EffectWish } from '#core/effects.ts';
import { sha, taskId } from '#core/ids.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';

/** Lanes whose effects run until the test ends them, by name. */
function underTest(slots: number) {
  const running = new Map<string, () => void>();
  const begun: string[] = [];
  const lanes: EffectLanes = effectLanes({
    limits: { ...DEFAULT_LIMITS, slots },
    clock: manualClock(0),
    tryOnce: ({ effect }) =>
      new Promise((resolve) => {
        begun.push(effect.id);
        running.set(effect.id, () => {
          running.delete(effect.id);
          resolve({ result: 'done' });
        });
      }),
  });
  const add = (id: string, task: string, wish: EffectWish) =>
    lanes.add({
      taskId: taskId(task),
      effect: { ...wish, id },
      tries: 0,
      nextTryAtMs: 0,
      failingSinceMs: null,
    });
  return {
    begun,
    running,
    run: (id: string, run: number) =>
      add(id, 't-00000001', { type: 'prove', phase: 'baseline', sha: sha('b'), run }),
    attempt: (id: string, task: string) => add(id, task, { type: 'run_attempt', attempt: 1 }),
    async end(id: string) {
      running.get(id)?.();
      await settled();
    },
  };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

it('runs of one proof go side by side, in as many slots as there are', async () => {
  const { run, begun, running } = underTest(2);
  for (const no of [1, 2, 3, 4]) run(`run-${no}`, no);
  await settled();
  expect(begun).toEqual(['run-1', 'run-2']);
  expect(running.size).toBe(2);
});

it('an attempt gets the first slot that is free, however many runs of proofs wait', async () => {
  const { run, attempt, begun, end } = underTest(2);
  for (const no of [1, 2, 3, 4, 5, 6]) run(`run-${no}`, no);
  await settled();
  attempt('attempt', 't-00000002');
  await end('run-1');
  expect(begun).toEqual(['run-1', 'run-2', 'attempt']);
});

it('a proof gets its turn between attempts that keep coming', async () => {
  const { run, attempt, begun, end } = underTest(1);
  attempt('attempt-1', 't-00000002');
  await settled();
  run('run-1', 1);
  await settled();
  attempt('attempt-2', 't-00000003');
  await end('attempt-1');
  expect(begun).toEqual(['attempt-1', 'run-1']);
  run('run-2', 2);
  await end('run-1');
  expect(begun).toEqual(['attempt-1', 'run-1', 'attempt-2']);
});

it('a run that is added twice runs once', async () => {
  const { run, begun } = underTest(3);
  run('run-1', 1);
  run('run-1', 1);
  await settled();
  expect(begun).toEqual(['run-1']);
});
