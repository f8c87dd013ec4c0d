// The flake table learns what reruns of one commit showed. Safe to run twice: the same observation teaches nothing new.
import type { EffectOf } from '#core/effects.ts';
import type { Task } from '#core/task.ts';
import { learnFlips } from '#core/triage/lessons.ts';
import type { Deps } from '../deps.ts';

export async function rememberFlips(
  { flakes, clock }: Pick<Deps, 'flakes' | 'clock'>,
  task: Task,
  effect: EffectOf<'remember_flips'>,
): Promise<void> {
  const atMs = clock.nowMs();
  await flakes.update(task.repo, (entries) => learnFlips(entries, effect.tests, effect.headSha, atMs));
}
