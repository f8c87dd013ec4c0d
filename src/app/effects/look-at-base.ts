// Whether what failed on the base of a waiting task passes there by now: then the task goes on by itself.
import type { CheckSummary } from '#core/ci/report.ts';
import { lastAttempt, type Task } from '#core/task/task.ts';
import type { ForgeBaseRun } from '#ports/forge.ts';
import type { Deps } from '../deps.ts';

export async function lookAtBase(deps: Pick<Deps, 'engine' | 'forge' | 'clock'>, task: Task): Promise<void> {
  const { state, baseSha, baseBranch } = task;
  const isWaiting = state.name === 'needs_human' && state.reason.code === 'ci_base_broken';
  if (!isWaiting || baseSha === null || baseBranch === null) return;
  const failed = (lastAttempt(task)?.ci?.checks ?? []).filter(
    ({ outcome, isOptional }) => outcome === 'failed' && isOptional !== true,
  );
  const jobs = failed.map(({ name, workflow = null }) => ({ name, workflow }));
  if (jobs.length === 0) return;
  const runs = await deps.forge.baseRuns(task.repo, { sha: baseSha, branch: baseBranch }, jobs);
  const newest = runs.filter(({ at, sha }) => at === 'newest' && sha !== baseSha);
  const mended = failed.map((check) => newest.find((run) => isSame(run.check, check)));
  const mendedSha = mended[0]?.sha;
  if (mendedSha === undefined || !mended.every((run) => run?.check.outcome === 'passed')) return;
  await deps.engine.deliver(task.id, {
    id: `seen:mended:${mendedSha}:${task.sequence}`,
    atMs: deps.clock.nowMs(),
    type: 'base_mended',
    baseSha: mendedSha,
  });
}

const isSame = (run: ForgeBaseRun['check'], { name, workflow }: CheckSummary): boolean =>
  run.name === name && (workflow === undefined || run.workflow === workflow);
