// Whether a commit of a task is approved, and what the check on it has to say. An approval is of one commit, and ends with whatever changes there.
import type { Sha } from './ids.ts';
import type { Person } from './people.ts';
import { approvableHead, type Decision, type Task } from './task.ts';

/** The name by which branch protection can require it. */
export const APPROVAL_CHECK = 'greenlight/approval';

/** `by` and `atMs` are null where policy decides by itself. */
export type Approval =
  | { readonly is: 'pending' }
  | { readonly is: 'approved'; readonly by: Person | null; readonly atMs: number | null }
  | { readonly is: 'void'; readonly given: Decision | null };

/** How it stands with this commit now. */
export function approvalOf(task: Task, sha: Sha): Approval {
  const { state } = task;
  if (approvableHead(task) === sha) return { is: 'pending' };
  const given = approvalGiven(task, sha);
  const isTaken =
    (state.name === 'approved' && state.headSha === sha) ||
    (state.name === 'ready_for_review' && state.headSha === sha) ||
    (state.name === 'merged' && task.headSha === sha && (given !== null || task.policy.merge === 'auto'));
  return isTaken
    ? { is: 'approved', by: given?.by ?? null, atMs: given?.atMs ?? null }
    : { is: 'void', given };
}

/** A decision that came later has taken its place. */
const approvalGiven = ({ decisions }: Task, sha: Sha): Decision | null => {
  const last = decisions.at(-1);
  return last?.action === 'approve' && last.headSha === sha ? last : null;
};

/** The approval that led to nothing, where a person is asked again. */
export function voidedApproval(task: Task): Decision | undefined {
  const last = task.decisions.at(-1);
  return task.state.name === 'needs_human' && last?.action === 'approve' ? last : undefined;
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
