// A full read of CI for one commit, and the verdict drawn from it; a person who stepped in meanwhile comes first.
import type { CiReport, CiSnapshot } from '#core/ci/report.ts';
import { judgeCi } from '#core/ci/verdict.ts';
import type { EffectOf } from '#core/effects.ts';
import type { Sha } from '#core/ids.ts';
import type { Task } from '#core/task/task.ts';
import { saysNothingNew } from '#core/transitions/nothing-new.ts';
import type { Deps } from '../deps.ts';
import { branchMoved, isForeign, pullRequestEnded } from '../steps-of-others.ts';

export async function readCi(
  deps: Pick<Deps, 'engine' | 'forge' | 'apiBook' | 'clock'>,
  stale: Task,
  effect: EffectOf<'read_ci'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const isAwaited = task.state.name === 'awaiting_ci' && task.state.headSha === effect.headSha;
  if (!isAwaited || task.state.name !== 'awaiting_ci') return;
  const { report, seen } = await judgeNow(deps, task, effect.headSha, task.state.sinceMs);
  if (seen === undefined && (await hasEnded(deps, task))) return;
  if (seen !== undefined && isForeign(task, seen)) return branchMoved(deps, task, seen);
  const event = {
    id: `${effect.id}:observed`,
    atMs: deps.clock.nowMs(),
    type: 'ci_observed' as const,
    report,
  };
  if (!saysNothingNew(await deps.engine.get(task.id), event)) await deps.engine.deliver(task.id, event);
}

async function hasEnded(deps: Pick<Deps, 'engine' | 'forge' | 'clock'>, task: Task): Promise<boolean> {
  if (task.pullRequest === null) return false;
  const pull = await deps.forge.pullRequest(task.repo, task.pullRequest.number);
  return pullRequestEnded(deps, task, pull);
}

/** The verdict on a commit of ours at this moment. `seen` is the pull request's head, undefined where none is open. */
export async function judgeNow(
  deps: Pick<Deps, 'forge' | 'apiBook' | 'clock'>,
  task: Task,
  headSha: Sha,
  pushedAtMs: number,
): Promise<{ readonly report: CiReport; readonly seen: Sha | undefined }> {
  const head = {
    sha: headSha,
    branch: task.branch,
    pullRequest: task.pullRequest?.number ?? null,
    baseBranch: task.baseBranch ?? '',
    pushedAtMs,
  };
  const snapshot = await deps.forge.readCi(task.repo, head, task.policy.requiredChecks);
  const seen = snapshot.pullRequestHeadSha;
  // One of ours from before is no newer commit: the forge's pull requests lag behind its branches.
  const isBehind = seen !== undefined && !isForeign(task, seen);
  const here = isBehind ? { ...snapshot, pullRequestHeadSha: headSha } : snapshot;
  const settled = { ...withoutAccepted(here, task, headSha), api: await deps.apiBook.of(task.id) };
  const report = judgeCi(settled, deps.clock.nowMs(), task.policy.ci);
  if (!isUnexplained(settled, report, deps.clock.nowMs() - pushedAtMs, task)) return { report, seen };
  const obstacles = await deps.forge.ciObstacles(task.repo, head);
  const whole = { ...settled, obstacles, api: await deps.apiBook.of(task.id) };
  return { report: judgeCi(whole, deps.clock.nowMs(), task.policy.ci), seen };
}

/** What was waited for in vain before the green that somebody approved is not waited for again. */
function withoutAccepted(snapshot: CiSnapshot, task: Task, headSha: Sha): CiSnapshot {
  const { base } = snapshot;
  if (task.state.name !== 'approved' || base === undefined) return snapshot;
  const approved = task.attempts.findLast((attempt) => attempt.headSha === headSha)?.ci?.basis;
  const seen = base.seen.filter(({ name }) => approved?.onlyOnBase.includes(name) === false);
  return { ...snapshot, base: { ...base, seen } };
}

/** Something that should have come did not: only then is it worth asking why. */
function isUnexplained(
  snapshot: CiSnapshot,
  { verdict }: CiReport,
  ageMs: number,
  { policy }: Task,
): boolean {
  const isLate = ageMs >= policy.ci.noChecksAfterMs;
  const names = new Set(snapshot.checks.map(({ name }) => name));
  const isMissing = snapshot.required.some(({ name }) => !names.has(name));
  const isWaiting = verdict === 'pending' || verdict === 'timed_out' || verdict === 'action_required';
  return verdict === 'no_checks' || (isLate && isMissing && isWaiting);
}
