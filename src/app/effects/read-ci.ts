// A full read of CI for one commit, and the verdict drawn from it; a person who stepped in meanwhile comes first.
import { judgeCi } from '#core/ci/verdict.ts';
import type { EffectOf } from '#core/effects.ts';
import type { Task } from '#core/task.ts';
import type { Deps } from '../deps.ts';
import { branchMoved, isForeign, pullRequestEnded } from '../steps-of-others.ts';

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
  const seen = snapshot.pullRequestHeadSha;
  if (seen === undefined && (await pullRequestEnded(deps, task))) return;
  if (seen !== undefined && isForeign(task, seen)) return branchMoved(deps, task, seen);
  // What is left that differs is one of ours from before: the forge's pull requests lag behind its branches.
  const settled = seen === undefined ? snapshot : { ...snapshot, pullRequestHeadSha: effect.headSha };
  const report = judgeCi(settled, deps.clock.nowMs(), task.policy.ci);
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:observed`,
    atMs: deps.clock.nowMs(),
    type: 'ci_observed',
    report,
  });
}
