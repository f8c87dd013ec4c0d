// Answers to a decision: what it did, or why it changed nothing and who was first.
import { isClosed, isResting } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { approvalsWords, approverNames } from './approval-words.ts';
import type { Line, Message } from './message.ts';
import { stateWords } from './state-words.ts';
import { clockUtc, lines, shortSha, shownName } from './words.ts';

/** `code` is the transition's: a retry may be one of several things. */
export const decided = (
  action: 'approve' | 'retry' | 'request_changes' | 'abort',
  task: Task,
  code: string,
): Message =>
  lines([
    {
      approve:
        code === 'approved_in_part'
          ? `Your approval of ${commitOf(task)} counts. ${approvalsWords(task)}`
          : `${task.id} is approved${task.headSha ? ` at ${shortSha(task.headSha)}` : ''}.`,
      retry: RETRIED[code]?.(task) ?? `${task.id} starts again.`,
      request_changes: `${task.id} starts again with what you asked for; nothing of it is approved.`,
      abort: `${task.id} is aborted.`,
    }[action],
  ]);

const RETRIED: Readonly<Record<string, (task: Task) => string>> = {
  judged_again: (task) => `CI is asked once more about ${commitOf(task)} of ${task.id}.`,
  published_again: ({ id }) => `The same change of ${id} is published again.`,
  proposed_again: (task) =>
    `A new pull request is opened for ${commitOf(task)} of ${task.id}, and CI judges it again.`,
  went_on: ({ id }) => `${id} goes on where it stood.`,
};
const commitOf = ({ headSha }: Task): string => (headSha ? shortSha(headSha) : 'the same commit');

/** Why a decision changed nothing. `code` is the transition's; the task is as it is now. */
export function refused(code: string, detail: string | undefined, task: Task): Message {
  const now = `${task.id} ${stateWords(task).phrase}`;
  const isLate =
    code === 'refused_stale' || code === 'refused_not_green' || code === 'refused_no_changes_here';
  if (isLate && (task.state.name === 'approved' || isClosed(task))) return tooLate(task, now);
  switch (code) {
    case 'refused_not_allowed':
      return detail === 'not_named' ? notNamed(task) : notAllowed(detail ?? '');
    case 'refused_stale':
      return lines(
        [`The card you clicked is outdated: ${now}.${lastDecision(task)}`],
        ['It has been brought up to date; decide again if you still want to.'],
      );
    case 'refused_other_commit':
      return lines(
        [
          `There is a newer commit than the one you saw: ${task.headSha ? shortSha(task.headSha) : 'none'}. Nothing was approved.`,
        ],
        ['Look at it, then approve again.'],
      );
    case 'refused_not_green':
      return lines(
        [`Only a green task can be approved; ${now}.${lastDecision(task)}`],
        ...(isResting(task) ? [] : [['You are called back when there is something to decide.']]),
      );
    case 'refused_no_changes_here':
      return lines(
        [`Changes are asked for where a commit waits for approval; ${now}.${lastDecision(task)}`],
        ['Retry with a hint says what to do differently.'],
      );
    case 'refused_no_pull_request':
      return lines(
        [`${task.id} has no pull request yet, so there are no review comments to take up.`],
        ['Retry with a hint says what to do differently.'],
      );
    case 'refused_approved_already':
      return lines([`You have approved ${commitOf(task)} already.`], [approvalsWords(task)]);
    case 'refused_still_running':
      return lines([`${now} already.${lastDecision(task)}`], ['Abort it first to start it differently.']);
    case 'refused_merging':
      return lines(
        [`Too late to abort: ${now}.${lastDecision(task)}`],
        ['If the merge was wrong, revert the pull request on GitHub.'],
      );
    case 'refused_already_aborted':
    case 'refused_closed':
      return lines([`${now}; nothing changed.${lastDecision(task)}`]);
    default:
      return lines([`Nothing changed: ${now}.`]);
  }
}

/** Two people agreed, or one of them clicked twice: the second has nothing left to do. */
function tooLate(task: Task, now: string): Message {
  const last = task.decisions.at(-1);
  const isApproved = last?.action === 'approve';
  return lines(
    [
      isApproved
        ? `${shownName(last.by.name)} was first and approved it at ${clockUtc(last.atMs)}: ${now}.`
        : `${now}, and nothing was changed.`,
    ],
    ['There is nothing left to decide.'],
  );
}

const notNamed = ({ id, request }: Task): Message =>
  lines([
    `Whoever asked for ${id} named who approves it: ${approverNames(request)}, or an admin. Ask one of them.`,
  ]);

export const notAllowed = (because: string): Message =>
  lines(...(NOT_ALLOWED[because] ?? [['You may not decide about this task.']]));

const NOT_ALLOWED: Record<string, readonly Line[]> = {
  other_workspace: [['Only people of this workspace decide about its tasks.']],
  not_involved: [
    [
      'The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml.',
    ],
  ],
  own_high_risk: [
    ['This repository is high risk: somebody other than the requester has to approve it. Ask an approver.'],
  ],
  not_an_approver: [
    [
      'This repository is high risk: an approver, or somebody who maintains it on GitHub, has to approve it. Ask one of them.',
    ],
  ],
  not_linked: [
    ['Who may do that goes by GitHub, and you are linked to no GitHub account, so nothing was done.'],
    ['Link yours with ', { code: '/agent link your-github-login' }, ', then try again.'],
  ],
  other_account: [
    ['The login of the GitHub account that you linked belongs to another account now, so nothing was done.'],
    ['Link yours again with ', { code: '/agent link your-github-login' }, ', then try again.'],
  ],
  not_told: [
    ['GitHub could not be asked what you may do in this repository, so nothing was done.'],
    ['Try again in a few minutes.'],
  ],
  may_not_push: [
    [
      'Who may do that goes by GitHub, and your account there may not push to this repository. Nothing was done.',
    ],
    ['Ask somebody who may, or for write access there.'],
  ],
};

/** The loser of a race is told who won. */
function lastDecision(task: Task): string {
  const last = task.decisions.at(-1);
  if (!last) return '';
  const verb = {
    approve: 'approved',
    retry: 'retried',
    request_changes: 'asked for changes to',
    abort: 'aborted',
    take: 'took over',
  }[last.action];
  return ` ${shownName(last.by.name)} ${verb} it at ${clockUtc(last.atMs)}.`;
}
