// What follows an approval, on the forge: ready for review, then merged while the head is the approved commit. Also re-running CI.
import type { EffectOf } from '#core/effects.ts';
import { mergeWords } from '#core/messages/forge-words.ts';
import { problem } from '#core/problem.ts';
import type { PullRequest, Task } from '#core/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';

type Needs = Pick<Deps, 'engine' | 'forge' | 'clock'>;

export async function markReady(deps: Needs, task: Task, effect: EffectOf<'mark_ready'>): Promise<void> {
  await deps.forge.markReady(task.repo, pullRequestOf(task).number);
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:ready`,
    atMs: deps.clock.nowMs(),
    type: 'marked_ready',
  });
}

export async function merge(deps: Needs, task: Task, effect: EffectOf<'merge'>): Promise<void> {
  const mergeSha = await deps.forge.merge(
    task.repo,
    pullRequestOf(task).number,
    effect.headSha,
    task.policy.mergeMethod,
    mergeWords(task),
  );
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:merged`,
    atMs: deps.clock.nowMs(),
    type: 'merge_done',
    mergeSha,
  });
}

export async function rerunCi(deps: Needs, task: Task, effect: EffectOf<'rerun_ci'>): Promise<void> {
  const report = task.attempts.findLast((attempt) => attempt.headSha === effect.headSha)?.ci;
  const failed =
    report?.checks.filter((check) => check.outcome !== 'passed' && check.outcome !== 'skipped') ?? [];
  const runIds = [...new Set(failed.map((check) => check.runId).filter((id) => id !== null))];
  if (runIds.length === 0)
    throw new PortError(problem('forge_rejected', 'no workflow run can be run again'), { retryable: false });
  await deps.forge.rerunFailed(task.repo, runIds);
}

function pullRequestOf(task: Task): PullRequest {
  if (task.pullRequest === null) throw new Error(`${task.id} has no pull request, yet one is to be merged`);
  return task.pullRequest;
}
