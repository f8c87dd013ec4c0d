// What people did on the forge where no webhook told of it: found while looking, and delivered as if one had.
import type { Sha } from '#core/ids.ts';
import { hasStoodAt } from '#core/task/attempt.ts';
import type { Task } from '#core/task/task.ts';
import type { ForgePullRequest } from '#ports/forge.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'engine' | 'clock'>;
/** The forge's reads do not say who it was. */
const SOMEBODY = 'Somebody';

/** A commit of somebody else's: neither pushed by Greenlight nor one that it started from. An older one of these is a read that lags behind. */
export const isForeign = (task: Task, commit: Sha): boolean =>
  commit !== task.headSha &&
  commit !== task.baseSha &&
  !task.attempts.some((attempt) => attempt.fromSha === commit || hasStoodAt(attempt, commit));

/** Null where the branch is gone. */
export async function branchMoved(deps: Needs, task: Task, headSha: Sha | null): Promise<void> {
  await deps.engine.deliver(task.id, {
    id: `seen:moved:${headSha ?? `gone:${task.sequence}`}`,
    atMs: deps.clock.nowMs(),
    type: 'branch_moved',
    headSha,
    by: SOMEBODY,
  });
}

/** True where the pull request as it was read is open no more, and the task knows it now. */
export async function pullRequestEnded(
  deps: Needs,
  task: Task,
  { number, state, mergeSha }: ForgePullRequest,
): Promise<boolean> {
  if (state === 'open') return false;
  await deps.engine.deliver(task.id, {
    id: `seen:${state}:${number}:${task.sequence}`,
    atMs: deps.clock.nowMs(),
    type: 'pull_request_closed',
    by: SOMEBODY,
    mergeSha,
  });
  return true;
}

export async function pullRequestDrafted(deps: Needs, task: Task): Promise<void> {
  await deps.engine.deliver(task.id, {
    id: `seen:drafted:${task.sequence}`,
    atMs: deps.clock.nowMs(),
    type: 'pull_request_drafted',
    by: SOMEBODY,
  });
}
