// What the check on a commit says of its approval, and what is said of an approval that came to nothing.

import { type Approval, approvalOf, approvalsGiven, approvalsNeeded, voidedApprovals } from '../approval.ts';
import type { Sha } from '../ids.ts';
import type { Person } from '../people.ts';
import type { TaskRequest } from '../task/request.ts';
import { approvableHead, type Task } from '../task/task.ts';
import type { Line } from './message.ts';
import { stateWords } from './state-words.ts';
import { clockUtc, duration, list, shortSha, shownName } from './words.ts';

export type CheckWords = { readonly title: string; readonly summary: string };

export function approvalCheckWords(task: Task, sha: Sha): CheckWords {
  const approval = approvalOf(task, sha);
  return { title: titleOf(approval), summary: summaryOf(task, sha, approval) };
}

function titleOf(approval: Approval): string {
  switch (approval.is) {
    case 'pending':
      return approval.needed === 1
        ? 'Waiting for an approval in Slack'
        : `${approval.by.length} of ${approval.needed} approvals in Slack${approval.by.length === 0 ? '' : `: ${names(approval.by)}`}`;
    case 'approved':
      return approval.atMs === null
        ? 'Approved by policy'
        : `Approved by ${names(approval.by)} at ${clockUtc(approval.atMs)}`;
    case 'void':
      return approval.given.length === 0
        ? 'Not approved'
        : `The approval by ${names(approval.given.map(({ by }) => by))} is void`;
  }
}

const names = (people: readonly Person[]): string => list(people.map(({ name }) => shownName(name)));

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
  const given = voidedApprovals(task);
  const [first] = given;
  if (first?.headSha === undefined) return '';
  return `The approval of ${shortSha(first.headSha)} by ${names(given.map(({ by }) => by))} is void.`;
}

/** How far it has come, where more than one person has to approve; '' where one is enough. */
export function approvalsWords(task: Task): string {
  const head = approvableHead(task);
  const needed = approvalsNeeded(task);
  if (head === undefined || needed === 1) return '';
  const given = approvalsGiven(task, head);
  if (given.length === 0) return `${needed} people have to approve it.`;
  return `${given.length} of ${needed} have approved it: ${names(given.map(({ by }) => by))}. One more person has to.`;
}

/** In the thread: which approvals count no more since that moment. */
export function expiredLines(task: Task, atMs: number): readonly Line[] {
  const expired = task.decisions.filter(({ expiredAtMs }) => expiredAtMs === atMs);
  const [first] = expired;
  if (first?.headSha === undefined) return [['An approval has expired.']];
  const after = duration(atMs - first.atMs);
  return [
    [
      { bold: 'Expired' },
      `: the approval of ${shortSha(first.headSha)} by ${names(expired.map(({ by }) => by))}. No other one came within ${after}.`,
    ],
    [approvalsWords(task) || 'It is decided by now.'],
  ];
}

/** Empty where nobody was named. */
export const approverNames = ({ approvers = [] }: Pick<TaskRequest, 'approvers'>): string =>
  list(
    approvers.map(({ name }) => shownName(name)),
    10,
  );
