// Whether a commit of a task is approved, and what the check on it has to say. An approval is of one commit, and ends with whatever changes there.
import type { Sha } from './ids.ts';
import type { Person } from './people.ts';
import type { Decision } from './task/people.ts';
import { approvableHead, type Task } from './task/task.ts';

/** The name by which branch protection can require it. */
export const APPROVAL_CHECK = 'greenlight/approval';

/** `by` is empty and `atMs` null where policy decides by itself. */
export type Approval =
  /** `by`: who has approved it so far, of as many as are needed. */
  | { readonly is: 'pending'; readonly by: readonly Person[]; readonly needed: number }
  | { readonly is: 'approved'; readonly by: readonly Person[]; readonly atMs: number | null }
  | { readonly is: 'void'; readonly given: readonly Decision[] };

/** How it stands with this commit now. */
export function approvalOf(task: Task, sha: Sha): Approval {
  const { state } = task;
  const given = approvalsGiven(task, sha);
  const by = given.map((decision) => decision.by);
  if (approvableHead(task) === sha) return { is: 'pending', by, needed: approvalsNeeded(task) };
  const isTaken =
    (state.name === 'approved' && state.headSha === sha) ||
    (state.name === 'ready_for_review' && state.headSha === sha) ||
    (state.name === 'merged' && task.headSha === sha && (given.length > 0 || task.policy.merge === 'auto'));
  return isTaken ? { is: 'approved', by, atMs: given.at(-1)?.atMs ?? null } : { is: 'void', given };
}

export const approvalsNeeded = ({ policy }: Pick<Task, 'policy'>): number => policy.approvals ?? 1;

/** How many are still wanted of the commit that can be approved. */
export function approvalsLeft(task: Task): number {
  const head = approvableHead(task);
  return head === undefined ? 0 : approvalsNeeded(task) - approvalsGiven(task, head).length;
}

/**
 * Of this commit, since it began to wait for them, and not expired: what was approved, judged anew and is to be approved again begins at none, and
 * so does what was retried or aborted.
 */
export function approvalsGiven(
  task: Pick<Task, 'decisions' | 'state' | 'headSha'>,
  sha: Sha,
): readonly Decision[] {
  const { decisions, state } = task;
  const otherAt = decisions.findLastIndex(({ action }) => action !== 'approve');
  const ofCommit = decisions.slice(otherAt + 1).filter(({ headSha }) => headSha === sha);
  const isWaiting = approvableHead(task) === sha && 'atMs' in state;
  const sinceMs = isWaiting ? state.atMs : ofCommit.at(-1)?.waitingSinceMs;
  return ofCommit.filter(
    ({ waitingSinceMs, expiredAtMs }) => waitingSinceMs === sinceMs && expiredAtMs === undefined,
  );
}

/** Approvals that led to nothing, where a person is asked again. */
export function voidedApprovals(task: Task): readonly Decision[] {
  const { state, decisions } = task;
  const headSha = decisions.at(-1)?.headSha;
  if (state.name !== 'needs_human' || headSha === undefined || approvableHead(task) === headSha) return [];
  return approvalsGiven(task, headSha);
}

/** Commits on which the check says something else after this step than before. */
export function approvalsToShow(before: Task, after: Task): readonly Sha[] {
  if (after.policy.approvalCheck !== true) return [];
  const decided = new Set([decidedHead(before), decidedHead(after)].filter((sha) => sha !== null));
  return [...decided].filter((sha) => shownOf(before, sha) !== shownOf(after, sha));
}

/** The commit that there is something to decide about, or was. */
function decidedHead(task: Task): Sha | null {
  const { state } = task;
  if (state.name === 'approved' || state.name === 'ready_for_review') return state.headSha;
  return state.name === 'merged' ? task.headSha : (approvableHead(task) ?? null);
}

/** Nothing was ever shown on a commit that was not to be decided about. */
const shownOf = (task: Task, sha: Sha): string =>
  decidedHead(task) === sha ? JSON.stringify(approvalOf(task, sha)) : '';
