// What a person can do with a task, as the buttons on its card.
import { approvalsLeft } from '../approval.ts';
import { buttonValue } from '../button-value.ts';
import { repoName } from '../task/request.ts';
import { isOver } from '../task/state.ts';
import { approvableHead, type Task } from '../task/task.ts';
import { escalationButtons } from './escalation-words.ts';
import type { Block, Button } from './message.ts';
import { muteMenu, unmuteButton } from './mute-words.ts';
import { weakeningsNow } from './weakening-words.ts';
import { oneLine, plural, shortSha } from './words.ts';

/** The row of buttons under a card, with the menu beside them. */
export function buttonBlocks(task: Task): Block[] {
  const buttons = [
    ...buttonsOf(task),
    ...escalationButtons(task),
    ...(task.mute && !isOver(task) ? [unmuteButton(task)] : []),
  ];
  const menu = muteMenu(task);
  return buttons.length === 0 ? [] : [{ kind: 'buttons', buttons, ...(menu === undefined ? {} : { menu }) }];
}

/** What does not apply is not shown. */
function buttonsOf(task: Task): readonly Button[] {
  switch (task.state.name) {
    case 'green':
      return [approveButton(task), changesButton(task), retryButton(task), abortButton(task)];
    case 'blocked':
    case 'needs_human':
      return [
        ...(approvableHead(task) === undefined ? [] : [approveButton(task)]),
        ...(isOnBrokenBase(task) ? [mendButton(task)] : []),
        retryButton(task),
        ...(isTaken(task) ? [] : [takeButton(task)]),
        abortButton(task),
      ];
    case 'aborted':
      return [retryButton(task)];
    case 'approved':
    case 'merged':
    case 'ready_for_review':
      return [];
    default:
      return [abortButton(task)];
  }
}

function approveButton(task: Task): Button {
  const commit = task.headSha ? shortSha(task.headSha) : '';
  const then =
    task.policy.merge === 'never'
      ? 'The pull request is marked ready for review.'
      : `The pull request is marked ready and merged (${task.policy.mergeMethod}).`;
  const others = approvalsLeft(task) > 1 ? ' Another person has to approve it as well before that.' : '';
  const { length } = weakeningsNow(task);
  const accepted =
    length === 0 ? '' : ` It weakens what judges it in ${plural(length, 'place')}: you accept that.`;
  const confirm = {
    title: `Approve ${task.id}?`,
    text: `${repoName(task.repo)}, branch ${task.branch}, commit ${commit}. ${then}${others}${accepted}`,
    yes: 'Approve',
    no: 'Not yet',
  };
  return {
    verb: 'approve',
    label: 'Approve',
    description: `Approve ${task.id} at ${commit}`,
    style: 'primary',
    value: buttonValue(task),
    confirm,
  };
}

/** Its base is broken: mending that is a task of its own, one for all clicks. */
const isOnBrokenBase = ({ state }: Task): boolean =>
  state.name === 'needs_human' && state.reason.code === 'ci_base_broken';

const mendButton = (task: Task): Button => ({
  verb: 'mend',
  label: `Mend ${oneLine(task.baseBranch ?? 'the base branch', 40)}`,
  description: `Make a task of mending ${task.baseBranch ?? 'the base branch'} of ${repoName(task.repo)}`,
  style: 'plain',
  value: buttonValue(task),
});

const isTaken = ({ state }: Task): boolean =>
  state.name === 'needs_human' && state.reason.code === 'taken_over';

const takeButton = (task: Task): Button => ({
  verb: 'take',
  label: 'Take over',
  description: `Take over ${task.id}`,
  style: 'plain',
  value: buttonValue(task),
  confirm: {
    title: `Take ${task.id} over?`,
    text: `No agent works on it any more, ${task.headSha === null ? 'and nothing was pushed so far' : `and the branch ${task.branch} is left to you`}.`,
    yes: 'Take over',
    no: 'Not now',
  },
});

/** The commit is not what was wanted: it is approved by nobody any more, and the next attempt begins with these words. */
const changesButton = (task: Task): Button => ({
  verb: 'request_changes',
  label: 'Request changes',
  description: `Request changes to ${task.id}`,
  style: 'plain',
  value: buttonValue(task),
});

const isReviewed = ({ state }: Task): boolean =>
  state.name === 'needs_human' && state.reason.code === 'changes_requested';

const retryButton = (task: Task): Button => ({
  verb: 'retry',
  label: isReviewed(task) ? 'Retry with the review' : 'Retry with a hint',
  description: isReviewed(task) ? `Retry ${task.id} with its review` : `Retry ${task.id} with a hint`,
  style: 'plain',
  value: buttonValue(task),
});

function abortButton(task: Task): Button {
  const running =
    task.state.name === 'working' ? `Attempt ${task.state.attempt} is running and is stopped at once. ` : '';
  const confirm = {
    title: `Abort ${task.id}?`,
    text: `${running}${task.headSha === null ? 'Nothing was pushed yet.' : `Its branch ${task.branch} stays.`}`,
    yes: 'Abort',
    no: 'Keep it',
  };
  return {
    verb: 'abort',
    label: 'Abort',
    description: `Abort ${task.id}`,
    style: 'danger',
    value: buttonValue(task),
    confirm,
  };
}
