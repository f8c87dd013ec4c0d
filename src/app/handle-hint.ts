// What a webhook hints at, as an event of the task it is about. A hint about no task of ours is nothing.

import type { TaskEvent } from '#core/events.ts';
import type { ForgeHint } from '#core/forge-hint.ts';
import { isAtLeast } from '#core/standing.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'engine' | 'clock'> & { readonly forge: Pick<Deps['forge'], 'permissionOf'> };

/** `deliveryKey` is the forge's own id of the delivery: the same one twice is one event. A like-named branch elsewhere says nothing. */
export async function handleHint(
  deps: Needs,
  hint: ForgeHint,
  deliveryKey: string,
  from: RepoRef,
): Promise<void> {
  const task = await deps.engine.get(hint.taskId);
  if (task === undefined || repoName(task.repo).toLowerCase() !== repoName(from).toLowerCase()) return;
  if (hint.type === 'changes_requested' && !(await mayPush(deps, task.repo, hint.by))) return;
  const base = { id: `hint:${deliveryKey}:${hint.type}`, atMs: deps.clock.nowMs() };
  await deps.engine.deliver(hint.taskId, { ...base, ...eventOf(hint) } as TaskEvent);
}

/** On a public repository everybody may review; a task stops for those alone whose word the forge counts too. */
const mayPush = async ({ forge }: Needs, repo: RepoRef, login: string): Promise<boolean> =>
  isAtLeast(await forge.permissionOf(repo, login), 'write');

function eventOf(hint: ForgeHint) {
  switch (hint.type) {
    case 'ci_changed':
      return { type: 'ci_hinted' as const, headSha: hint.headSha };
    case 'branch_moved':
      return { type: hint.type, headSha: hint.headSha, by: hint.by };
    case 'pull_request_closed':
      return { type: hint.type, by: hint.by, mergeSha: hint.mergeSha };
    case 'pull_request_drafted':
      return { type: hint.type, by: hint.by };
    case 'changes_requested':
      return { type: hint.type, by: hint.by, comment: hint.comment };
  }
}
