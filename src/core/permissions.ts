// Who may do what with a task. Authority comes from ids and roles, never from a button or a name.
import { type Actor, samePerson } from './people.ts';
import type { Task } from './task/task.ts';

export type Action = 'approve' | 'retry' | 'abort' | 'mute' | 'escalate' | 'extend' | 'take';
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly because: 'other_workspace' | 'not_involved' | 'own_high_risk' };

/** Settings of a channel hold for everybody in it. */
export const mayConfigure = ({ roles }: Actor): boolean => roles.length > 0;

/** What is of other people, and of the whole bot. */
export const mayAdminister = ({ roles }: Actor): boolean => roles.includes('admin');

/** High risk needs an approver who is not the requester; everything else the requester may do, and so may the roles. */
export function mayAct(action: Action, actor: Actor, task: Pick<Task, 'request' | 'policy'>): Permission {
  if (actor.teamId !== task.request.teamId) return { allowed: false, because: 'other_workspace' };
  const isRequester = samePerson(actor, task.request.requester);
  const isApprover = actor.roles.includes('approver') || actor.roles.includes('admin');
  const isHighRiskApproval = action === 'approve' && task.policy.risk === 'high';
  if (isHighRiskApproval && isRequester) return { allowed: false, because: 'own_high_risk' };
  if (isHighRiskApproval) return isApprover ? { allowed: true } : { allowed: false, because: 'not_involved' };
  const isOnCall = actor.roles.includes('on_call');
  const mayInGeneral = isRequester || isApprover || (isOnCall && action !== 'approve');
  return mayInGeneral ? { allowed: true } : { allowed: false, because: 'not_involved' };
}
