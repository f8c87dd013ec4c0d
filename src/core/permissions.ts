// Who may do what with a task. Authority comes from ids, roles and what the forge says of a linked account, never from a button or a name.
import { type Actor, samePerson } from './people.ts';
import type { Policy } from './policy.ts';
import { isAtLeast, whyNoWriter } from './standing.ts';
import type { Task } from './task/task.ts';

export type Action = 'approve' | 'retry' | 'abort' | 'mute' | 'escalate' | 'extend' | 'take';
export type Refusal =
  | 'other_workspace'
  | 'not_involved'
  | 'own_high_risk'
  | 'not_an_approver'
  | 'not_named'
  | ReturnType<typeof whyNoWriter>;
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly because: Refusal };

const ALLOWED: Permission = { allowed: true };
const refuse = (because: Refusal): Permission => ({ allowed: false, because });

/** Settings of a channel hold for everybody in it. */
export const mayConfigure = ({ roles }: Actor): boolean => roles.length > 0;

/** What is of other people, and of the whole bot. */
export const mayAdminister = ({ roles }: Actor): boolean => roles.includes('admin');

/** By roles, everybody of the workspace may ask; by the forge, whoever may push there. */
export function mayStart({ standing }: Actor, { permissions }: Pick<Policy, 'permissions'>): Permission {
  return permissions !== 'github' || isAtLeast(standing, 'write') ? ALLOWED : refuse(whyNoWriter(standing));
}

export function mayAct(action: Action, actor: Actor, task: Pick<Task, 'request' | 'policy'>): Permission {
  if (actor.teamId !== task.request.teamId) return refuse('other_workspace');
  const isRequester = samePerson(actor, task.request.requester);
  const isHighRiskApproval = action === 'approve' && task.policy.risk === 'high';
  if (isHighRiskApproval && isRequester) return refuse('own_high_risk');
  const { approvers } = task.request;
  const isNamed = approvers?.some(({ userId }) => userId === actor.userId) ?? false;
  if (action === 'approve' && approvers && !isNamed && !mayAdminister(actor)) return refuse('not_named');
  return task.policy.permissions === 'github'
    ? byForge(action, actor, { isRequester, isHighRiskApproval })
    : byRole(action, actor, { isRequester, isNamed, isHighRiskApproval });
}

type Facts = {
  readonly isRequester: boolean;
  readonly isHighRiskApproval: boolean;
};

const isApprover = ({ roles }: Actor): boolean => roles.includes('approver') || roles.includes('admin');

/**
 * High risk needs an approver who is not the requester; everything else the requester may do, and so may the roles. Whom the requester
 * named may approve what the requester could have approved alone.
 */
function byRole(
  action: Action,
  actor: Actor,
  { isRequester, isNamed, isHighRiskApproval }: Facts & { readonly isNamed: boolean },
): Permission {
  if (isHighRiskApproval) return isApprover(actor) ? ALLOWED : refuse('not_involved');
  const isOnCall = actor.roles.includes('on_call');
  const mayInGeneral = isRequester || isApprover(actor) || (action === 'approve' ? isNamed : isOnCall);
  return mayInGeneral ? ALLOWED : refuse('not_involved');
}

/** What makes the agent work, spends money or merges; the rest stops, quietens or calls. */
const WANTS_WRITER: ReadonlySet<Action> = new Set(['approve', 'retry', 'extend']);

/**
 * Whoever may push there may do what an approver may, but for high risk, which an approver or somebody who maintains the repository
 * approves. Roles add nothing to what the forge gives, except that stopping and calling is never held up by it.
 */
function byForge(action: Action, actor: Actor, { isRequester, isHighRiskApproval }: Facts): Permission {
  const { standing, roles } = actor;
  const isWriter = isAtLeast(standing, 'write');
  if (!isWriter) {
    const mayWithoutForge = !WANTS_WRITER.has(action) && (isRequester || roles.length > 0);
    return mayWithoutForge ? ALLOWED : refuse(whyNoWriter(standing));
  }
  if (isHighRiskApproval && !isApprover(actor) && !isAtLeast(standing, 'maintain'))
    return refuse('not_an_approver');
  return ALLOWED;
}
