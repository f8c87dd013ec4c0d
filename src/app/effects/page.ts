// The pager is told of an escalation, or that it is over. Its key is the escalation's: told twice is told once.
import type { EffectOf } from '#core/effects.ts';
import { unheard } from '#core/escalation.ts';
import { pageReason, pageSummary } from '#core/messages/escalation-words.ts';
import { problem } from '#core/problem.ts';
import type { Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';
import { isPostponed } from './postpone-call.ts';

type Needs = Pick<Deps, 'engine' | 'settings' | 'clock' | 'pager' | 'taskPage'>;

export async function page(deps: Needs, stale: Task, effect: EffectOf<'page'>): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const { pager } = deps;
  const dedupKey = `greenlight-${task.id}-${effect.no}`;
  if (pager === null)
    throw new PortError(problem('pager_unavailable', 'no pager is configured'), { retryable: false });
  if (effect.action === 'resolve') return await pager.resolve(dedupKey);
  if (unheard(task)?.no !== effect.no || (await isPostponed(deps, task, effect))) return;
  const link = deps.taskPage(task.id);
  await pager.trigger({ dedupKey, summary: pageSummary(task), details: pageReason(task), link });
}
