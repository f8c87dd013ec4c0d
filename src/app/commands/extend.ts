// More for a task than its limits say, and the work handed to a person: both leave the rest to people.
import type { Command } from '#core/command.ts';
import { refused } from '#core/messages/decision-answers.ts';
import { detailsOf } from '#core/messages/details.ts';
import { extended, notExtended, takenAlready, takenOver } from '#core/messages/limit-words.ts';
import type { Message } from '#core/messages/message.ts';
import type { Extension } from '#core/task/people.ts';
import { repoName } from '#core/task/request.ts';
import type { Task } from '#core/task/task.ts';
import type { AppConfig, Deps } from '../deps.ts';
import type { StandingNeeds } from '../standing.ts';
import type { Context } from './context.ts';
import { findTask, findTaskToActOn } from './find-task.ts';

type Needs = Pick<Deps, 'engine' | 'config'> & StandingNeeds;

export async function extend(
  deps: Needs,
  context: Context,
  { task: ref, limits }: Extract<Command, { name: 'extend' }>,
): Promise<Message> {
  const found = await findTaskToActOn(deps, context, ref);
  if (!found.ok) return found.message;
  const ceiling = ceilingOf(deps.config, found.task);
  const event = { id: `${context.requestKey}:extend`, atMs: deps.clock.nowMs(), type: 'extend' as const };
  const { actor } = found.context;
  const delivery = await deps.engine.deliver(found.task.id, { ...event, actor, limits, ceiling });
  const now = delivery.task ?? found.task;
  const { ignored, code, detail } = delivery.because;
  if (!ignored) return extended(now);
  return notExtended(code, now, ceiling) ?? refused(code, detail, now);
}

/** What the operator's file says today; a repository that is gone from there allows no more than the task has. */
function ceilingOf({ repositories }: AppConfig, { repo, policy }: Task): Required<Extension['limits']> {
  const entry = repositories.find((each) => repoName(each.repo) === repoName(repo));
  const { maxAttempts, maxRuntimeMs, maxCostUsd } = entry?.policy ?? policy;
  return { maxAttempts, maxRuntimeMs, maxCostUsd };
}

export async function take(
  deps: Needs,
  context: Context,
  { task: ref }: Extract<Command, { name: 'take' }>,
): Promise<Message> {
  const found = await findTaskToActOn(deps, context, ref);
  return found.ok ? takeTask(deps, found.context, found.task) : found.message;
}

export async function takeTask(
  { engine, clock }: Pick<Deps, 'engine' | 'clock'>,
  { requestKey, actor }: Context,
  task: Task,
): Promise<Message> {
  const event = { id: `${requestKey}:take`, atMs: clock.nowMs(), type: 'take' as const };
  const { task: now = task, because } = await engine.deliver(task.id, { ...event, actor });
  if (because.code === 'refused_taken') return takenAlready(now);
  return because.ignored ? refused(because.code, because.detail, now) : takenOver(now);
}

export async function show(
  deps: Pick<Deps, 'engine' | 'settings' | 'taskPage'>,
  context: Context,
  { task: ref }: Extract<Command, { name: 'show' }>,
): Promise<Message> {
  const found = await findTask(deps, context, ref);
  return found.ok ? detailsOf(found.task, deps.taskPage(found.task.id)) : found.message;
}
