// The flake table learns what reruns of one commit showed. Safe to run twice: the same observation teaches nothing new.
import type { EffectOf } from '#core/effects.ts';
import type { Task } from '#core/task/task.ts';
import { FORGOTTEN_AFTER_MS } from '#core/triage/flakes.ts';
import { concerned, learnFlips } from '#core/triage/lessons.ts';
import type { Deps } from '../deps.ts';

export async function rememberFlips(
  { flakes, clock }: Pick<Deps, 'flakes' | 'clock'>,
  task: Task,
  effect: EffectOf<'remember_flips'>,
): Promise<void> {
  const atMs = clock.nowMs();
  const { tests, headSha } = effect;
  await flakes.update(task.repo, concerned(tests, []), (entries) => ({
    put: learnFlips(entries, tests, headSha, atMs),
    forgetBeforeMs: atMs - FORGOTTEN_AFTER_MS,
  }));
}
