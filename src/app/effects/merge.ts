// What follows an approval, on the forge: ready for review, then merged while the head is the approved commit. Also re-running CI.
import { runsThatPassed, runsToRunAgain } from '#core/ci/rerun.ts';
import type { EffectOf } from '#core/effects.ts';
import type { Sha } from '#core/ids.ts';
import { mergeWords } from '#core/messages/forge-words.ts';
import { problem } from '#core/problem.ts';
import type { PullRequest, Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';
import { branchMoved, isForeign } from '../steps-of-others.ts';
import { judgeNow } from './read-ci.ts';

type Needs = Pick<Deps, 'engine' | 'forge' | 'apiBook' | 'clock'>;

export async function markReady(deps: Needs, stale: Task, effect: EffectOf<'mark_ready'>): Promise<void> {
  const task = await stillApproved(deps, stale, effect.headSha);
  if (task === undefined || !(await isStillGreen(deps, task, effect))) return;
  await deps.forge.markReady(task.repo, pullRequestOf(task).number);
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:ready`,
    atMs: deps.clock.nowMs(),
    type: 'marked_ready',
  });
}

export async function merge(deps: Needs, stale: Task, effect: EffectOf<'merge'>): Promise<void> {
  const task = await stillApproved(deps, stale, effect.headSha);
  if (task === undefined) return;
  const mergeSha = await mergeApproved(deps, task, effect);
  if (mergeSha === undefined) return;
  await deps.engine.deliver(task.id, {
    id: `${effect.id}:merged`,
    atMs: deps.clock.nowMs(),
    type: 'merge_done',
    mergeSha,
  });
}

/** Tries go on for a while when the forge is away: whoever stepped in meanwhile has the last word. */
async function stillApproved({ engine }: Needs, stale: Task, headSha: Sha): Promise<Task | undefined> {
  const task = (await engine.get(stale.id)) ?? stale;
  return task.state.name === 'approved' && task.state.headSha === headSha ? task : undefined;
}

/** Asked once more before anything that cannot be taken back: what CI said may have changed since somebody saw it. */
async function isStillGreen(deps: Needs, task: Task, effect: EffectOf<'mark_ready'>): Promise<boolean> {
  const { report } = await judgeNow(deps, task, effect.headSha, deps.clock.nowMs());
  const { task: now } = await deps.engine.deliver(task.id, {
    // Another try may see something else.
    id: `${effect.id}:${report.digest}:observed`,
    atMs: deps.clock.nowMs(),
    type: 'ci_observed',
    report,
  });
  return now?.state.name === 'approved';
}

/** Undefined where somebody pushed: the approval is void, and the task goes on from what is there now. */
async function mergeApproved(deps: Needs, task: Task, effect: EffectOf<'merge'>): Promise<Sha | undefined> {
  const { number } = pullRequestOf(task);
  const { mergeMethod } = task.policy;
  try {
    return await deps.forge.merge(task.repo, number, effect.headSha, mergeMethod, mergeWords(task));
  } catch (error) {
    if (!(error instanceof PortError) || error.problem.code !== 'head_moved') throw error;
    const { headSha } = await deps.forge.pullRequest(task.repo, number);
    if (!isForeign(task, headSha)) throw error;
    await deps.engine.deliver(task.id, {
      id: `${effect.id}:failed`,
      atMs: deps.clock.nowMs(),
      type: 'effect_failed',
      effect: effect.type,
      effectId: effect.id,
      headSha: effect.headSha,
      problem: { ...error.problem, detail: headSha.slice(0, 7) },
    });
    await branchMoved(deps, task, headSha);
    return undefined;
  }
}

export async function rerunCi(deps: Needs, task: Task, effect: EffectOf<'rerun_ci'>): Promise<void> {
  const report = task.attempts.findLast((attempt) => attempt.headSha === effect.headSha)?.ci;
  const runIds = effect.all === true ? runsThatPassed(report) : runsToRunAgain(report);
  // It went on by itself while this waited: somebody has started it, or it is well by now.
  const isOver = effect.all !== true && (report?.verdict === 'green' || report?.verdict === 'pending');
  if (isOver) return;
  if (runIds.length === 0)
    throw new PortError(problem('forge_rejected', 'no workflow run can be run again'), { retryable: false });
  if (effect.all === true) await deps.forge.rerunAll(task.repo, runIds);
  else await deps.forge.rerunFailed(task.repo, runIds);
}

function pullRequestOf(task: Task): PullRequest {
  if (task.pullRequest === null) throw new Error(`${task.id} has no pull request, yet one is to be merged`);
  return task.pullRequest;
}
