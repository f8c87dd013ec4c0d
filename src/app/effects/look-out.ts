// What people did to the pull request of a task at rest: one request, free while nothing has changed.
import { isResting } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import { branchMoved, isForeign, pullRequestDrafted, pullRequestEnded } from '../steps-of-others.ts';
import { lookAtBase } from './look-at-base.ts';

export async function lookOut(deps: Pick<Deps, 'engine' | 'forge' | 'clock'>, stale: Task): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  if (!isResting(task) || task.pullRequest === null) return;
  const pull = await deps.forge.pullRequest(task.repo, task.pullRequest.number);
  if (await pullRequestEnded(deps, task, pull)) return;
  if (isForeign(task, pull.headSha)) return branchMoved(deps, task, pull.headSha);
  const isDraftAgain = pull.draft && task.state.name === 'ready_for_review';
  if (isDraftAgain) return await pullRequestDrafted(deps, task);
  await lookAtBase(deps, task);
}
