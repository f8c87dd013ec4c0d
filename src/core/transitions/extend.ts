// A person gives a task more: attempts, time or money. The requester up to what the operator allows, whoever approves beyond it.
import type { EventOf } from '../events.ts';
import { personOf } from '../people.ts';
import { mayAct } from '../permissions.ts';
import type { Policy } from '../policy.ts';
import { type Extension, MAX_EXTENSIONS } from '../task/people.ts';
import { isOver } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { type Changes, changed, ignored, type Outcome, withTimer } from './outcome.ts';

export function extend(task: Task, { actor, atMs, limits, ceiling }: EventOf<'extend'>): Outcome {
  const permission = mayAct('extend', actor, task);
  if (!permission.allowed) return ignored('refused_not_allowed', permission.because);
  if (isOver(task)) return ignored('refused_closed');
  // What is being read of the repository would take their place.
  if (task.state.name === 'requested') return ignored('refused_preparing');
  const extensions = task.extensions ?? [];
  if (extensions.length >= MAX_EXTENSIONS) return ignored('refused_too_often');
  const entries = Object.entries(limits) as [keyof Extension['limits'], number][];
  const isLess = entries.some(([name, value]) => value <= task.policy[name]);
  if (entries.length === 0 || isLess) return ignored('refused_not_more');
  const mayExceed = actor.roles.includes('approver') || actor.roles.includes('admin');
  const isTooMuch = entries.some(([name, value]) => value > ceiling[name]);
  if (isTooMuch && !mayExceed) return ignored('refused_over_ceiling');
  const policy: Policy = { ...task.policy, ...limits };
  return changed('extended', {
    policy,
    extensions: [...extensions, { by: personOf(actor), atMs, limits }],
    ...longer(task, policy),
  });
}

/** The round's time is counted by a timer that was set by the old limit. */
function longer({ timers, policy: before }: Task, policy: Policy): Changes {
  const { max_runtime: dueAtMs } = timers;
  if (dueAtMs === undefined || policy.maxRuntimeMs === before.maxRuntimeMs) return {};
  return { timers: withTimer(timers, 'max_runtime', dueAtMs + policy.maxRuntimeMs - before.maxRuntimeMs) };
}
