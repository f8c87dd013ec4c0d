// A full read of CI for one commit, and the verdict drawn from it.
import { judgeCi } from '#core/ci/verdict.ts';
import type { EffectOf } from '#core/effects.ts';
import type { Task } from '#core/task.ts';
import type { Deps } from '../deps.ts';

export async function readCi(
  deps: Pick<Deps, 'engine' | 'forge' | 'clock'>,
  stale: Task,
  effect: EffectOf<'read_ci'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const isAwaited = task.state.name === 'awaiting_ci' && task.state.headSha === effect.headSha;
  if (!isAwaited || task.state.name !== 'awaiting_ci') return;
  const head = {
    sha: effect.headSha,
    branch: task.branch,
    pullRequest: task.pullRequest?.number ?? null,
    baseBranch: task.baseBranch ?? '',
    pushedAtMs: task.state.sinceMs,
  };
  const snapshot = await deps.forge.readCi(task.repo, head, task.policy.requiredChecks);
  const report = judgeCi(snapshot, deps.clock.nowMs(), task.policy.ci);
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:observed`,
    atMs: deps.clock.nowMs(),
    type: 'ci_observed',
    report,
  });
}
