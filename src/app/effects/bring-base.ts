// The base branch is merged into the task's branch by our own publisher: no agent works for it, and a push of somebody else's is never overwritten.
import type { EffectOf } from '#core/effects.ts';
import type { EventOf } from '#core/events.ts';
import type { Sha } from '#core/ids.ts';
import { bringMessage } from '#core/messages/forge-words.ts';
import { problem } from '#core/problem.ts';
import type { Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { Merge } from '#ports/publisher.ts';
import type { Deps } from '../deps.ts';

type Needs = Pick<Deps, 'engine' | 'forge' | 'publisher' | 'clock' | 'config'>;
type AnswerType = 'base_brought' | 'base_conflicted' | 'push_conflicted';
type Plain<T> = T extends EventOf<AnswerType> ? Omit<T, 'id' | 'atMs'> : never;

export async function bringBase(deps: Needs, stale: Task, effect: EffectOf<'bring_base'>): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const { attempt, headSha: ours } = effect;
  const { state } = task;
  if (state.name !== 'publishing' || state.bringsBase !== true || state.attempt !== attempt) return;
  const answer = async (event: Plain<EventOf<AnswerType>>) => {
    const id = `${effect.id}:${event.type}`;
    await deps.engine.deliver(task.id, { ...event, id, atMs: deps.clock.nowMs() });
  };
  const standing = await deps.forge.branchHead(task.repo, task.branch);
  const moved = { type: 'push_conflicted' as const, attempt, actualSha: standing ?? null };
  if (standing === undefined) return await answer(moved);
  const merge = await merged(deps, task, effect, standing);
  if (merge.result === 'conflict')
    return await answer({ type: 'base_conflicted', attempt, paths: merge.paths });
  const commit = merge.result === 'merged' ? merge.commit : ours;
  // Neither what we left there nor our own merge of an earlier try.
  if (standing !== ours && standing !== commit) return await answer(moved);
  if (merge.result === 'contained') {
    const baseSha = task.baseSha ?? ours;
    return await answer({ type: 'base_brought', attempt, fromSha: ours, headSha: ours, baseSha });
  }
  const remote = await deps.forge.gitRemote(task.repo);
  const outcome = await deps.publisher.push(task.repo, remote, commit, task.branch, ours);
  if (outcome.result === 'moved') return await answer({ ...moved, actualSha: outcome.actualSha });
  const { tree, theirs: baseSha } = merge;
  await answer({ type: 'base_brought', attempt, fromSha: ours, headSha: commit, baseSha, tree });
}

async function merged(
  deps: Needs,
  task: Task,
  { headSha: ours, atMs }: EffectOf<'bring_base'>,
  standing: Sha,
): Promise<Merge> {
  const { repo, branch } = task;
  const base = task.baseBranch ?? '';
  const theirs = await deps.forge.branchHead(repo, base);
  if (theirs === undefined) throw new PortError(problem('base_branch_missing', base), { retryable: false });
  const remote = await deps.forge.gitRemote(repo);
  await deps.publisher.mirror(repo, remote, { sha: theirs, branch: base });
  await deps.publisher.mirror(repo, remote, { sha: ours, branch });
  if (standing !== ours) await deps.publisher.mirror(repo, remote, { sha: standing, branch });
  const { name: authorName, email: authorEmail } = deps.config.commitAuthor;
  const words = { message: bringMessage(task), authorName, authorEmail, atMs };
  return await deps.publisher.mergeIn(
    repo,
    { ours, theirs, ...(standing === ours ? {} : { standing }) },
    words,
  );
}
