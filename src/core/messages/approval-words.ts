// What the check on a commit says of its approval, and what is said of an approval that came to nothing.
import { type Approval, approvalOf, voidedApproval } from '../approval.ts';
import type { Sha } from '../ids.ts';
import type { Task } from '../task.ts';
import { stateWords } from './state-words.ts';
import { clockUtc, shortSha, shownName } from './words.ts';

export type CheckWords = { readonly title: string; readonly summary: string };

export function approvalCheckWords(task: Task, sha: Sha): CheckWords {
  const approval = approvalOf(task, sha);
  return { title: titleOf(approval), summary: summaryOf(task, sha, approval) };
}

function titleOf(approval: Approval): string {
  switch (approval.is) {
    case 'pending':
      return 'Waiting for an approval in Slack';
    case 'approved':
      return approval.by === null || approval.atMs === null
        ? 'Approved by policy'
        : `Approved by ${shownName(approval.by.name)} at ${clockUtc(approval.atMs)}`;
    case 'void':
      return approval.given === null
        ? 'Not approved'
        : `The approval by ${shownName(approval.given.by.name)} is void`;
  }
}

function summaryOf(task: Task, sha: Sha, approval: Approval): string {
  const { id } = task;
  switch (approval.is) {
    case 'pending':
      return `CI is green for ${shortSha(sha)}. It is approved on the card of ${id} in Slack, or by “approve ${id}”.`;
    case 'approved':
      return `This approves ${shortSha(sha)} of ${id} and no other commit.`;
    case 'void':
      return `${id} ${stateWords(task).phrase}: there is nothing to approve at ${shortSha(sha)} any more.`;
  }
}

/** '' where none was given, or it still counts. */
export function voidedWords(task: Task): string {
  const given = voidedApproval(task);
  if (given === undefined) return '';
  const commit = given.headSha === undefined ? '' : ` of ${shortSha(given.headSha)}`;
  return `The approval${commit} by ${shownName(given.by.name)} is void.`;
}
