// The card: one message per task, edited in place, that tells the whole story at a glance.

import { approvalsLeft } from '../approval.ts';
import { buttonValue } from '../button-value.ts';
import { costOf } from '../task/attempt.ts';
import { repoName } from '../task/request.ts';
import { isOver } from '../task/state.ts';
import { approvableHead, lastAttempt, type Task } from '../task/task.ts';
import { activityLine, runningCost } from './activity-words.ts';
import { approvalsWords, voidedWords } from './approval-words.ts';
import { attemptLine } from './attempts.ts';
import { blockedWords } from './egress-words.ts';
import { escalationButtons, escalationLines } from './escalation-words.ts';
import { extensionLines } from './limit-words.ts';
import type { Block, Button, Line, Message } from './message.ts';
import { muteLine, muteMenu, unmuteButton } from './mute-words.ts';
import { waitingNotesLine } from './note-words.ts';
import { patchWords } from './patch-words.ts';
import { explain, explainRule } from './problems.ts';
import { proofLine } from './proof-words.ts';
import { stateWords } from './state-words.ts';
import { weakeningsNow } from './weakening-words.ts';
import { capitalised, clockUtc, closed, joinSpans, oneLine, plural, shortSha, shownName } from './words.ts';

export type CardLinks = { readonly taskPage: string };
const SHOWN_ATTEMPTS = 5;

export function cardMessage(task: Task, links: CardLinks): Message {
  const words = stateWords(task);
  const blocks: Block[] = [
    { kind: 'header', text: oneLine(task.request.text, 140) },
    {
      kind: 'lines',
      lines: [
        [`${words.symbol} `, { bold: words.word }, ` · ${words.detail}`],
        ...lineOf(muteLine(task)),
        ...activityLines(task),
        ...reasonLines(task),
        ...lineOf(waitingNotesLine(task)),
        ...proofLines(task),
        ...lineOf(approvalsWords(task)),
      ],
    },
    { kind: 'context', lines: [factsLine(task)] },
    ...attemptBlocks(task),
    {
      kind: 'context',
      lines: [
        linksLine(task, links),
        ...decisionLines(task),
        ...extensionLines(task),
        ...escalationLines(task),
      ],
    },
    ...buttonBlocks(task),
  ];
  return {
    text: cardText(task),
    blocks,
  };
}

/** All that a phone's notification shows: which task, where it stands, why, and what it is about. */
function cardText(task: Task): string {
  const { state } = task;
  const { phrase, detail } = stateWords(task);
  const why =
    state.name === 'blocked'
      ? explainRule(task, state.rule).cause
      : state.name === 'needs_human'
        ? explain(task, state.reason).cause
        : closed(capitalised(detail));
  const request = closed(oneLine(task.request.text, 200));
  return `${task.id} ${phrase}. ${why} Asked by ${shownName(task.request.requester.name)}: ${request}`;
}

export function reasonLines(task: Task): Line[] {
  const { state } = task;
  if (state.name === 'blocked') return explanationLines(explainRule(task, state.rule));
  if (state.name === 'needs_human')
    return [...voidedLines(task), ...explanationLines(explain(task, state.reason))];
  if (state.name === 'green') return [greenLine(task)];
  return [];
}

const voidedLines = (task: Task): Line[] => lineOf(voidedWords(task));

const activityLines = (task: Task): Line[] => {
  const line = activityLine(task);
  return line === undefined ? [] : [[line]];
};

const lineOf = (words: string): Line[] => (words === '' ? [] : [[words]]);

const proofLines = (task: Task): Line[] => {
  const line = proofLine(task);
  return line === undefined ? [] : [[line]];
};

const explanationLines = ({ cause, next }: { cause: string; next: string }): Line[] => [[cause], [next]];

/** "Green" names what it rests on. */
function greenLine(task: Task): Line {
  const because = closed(oneLine(lastAttempt(task)?.ci?.because ?? 'green', 200));
  return [`CI says: ${because} ${patchWords(task)}`.trimEnd()];
}

function factsLine(task: Task): Line {
  const cost = costOf(task.attempts) + runningCost(task);
  const facts = [
    task.id,
    ...(task.request.priority === undefined ? [] : [`${task.request.priority} priority`]),
    `asked by ${shownName(task.request.requester.name)}`,
    repoName(task.repo),
    task.branch,
    ...(cost > 0 ? [`$${cost.toFixed(2)} (${costOrigin(task)})`] : []),
  ];
  return [facts.join(' · ')];
}

/** Whose word the cost is. */
function costOrigin({ attempts }: Task): string {
  const paid = attempts.filter(({ costUsd }) => costUsd > 0);
  if (paid.some(({ usage }) => usage === undefined)) return 'as the agent tells';
  return paid.some(({ usage }) => usage?.estimated) ? 'metered, in part estimated' : 'metered';
}

function attemptBlocks(task: Task): Block[] {
  if (task.attempts.length === 0) return [];
  const shown = task.attempts.slice(-SHOWN_ATTEMPTS);
  const folded = task.attempts.length - shown.length;
  const lines = [
    ...(folded > 0 ? [[`${plural(folded, 'earlier attempt')} on the task page`]] : []),
    ...shown.map(attemptLine),
  ];
  const last = task.attempts.at(-1);
  const claim = last?.summary;
  const claimed: Block[] =
    claim === undefined ? [] : [{ kind: 'context', lines: [[`The agent says: ${oneLine(claim, 300)}`]] }];
  const blocked = last === undefined ? '' : blockedWords(last);
  const refused: Block[] = blocked === '' ? [] : [{ kind: 'context', lines: [[blocked]] }];
  return [{ kind: 'lines', lines: [[{ bold: 'Attempts' }], ...lines] }, ...claimed, ...refused];
}

function linksLine(task: Task, links: CardLinks): Line {
  const { pullRequest } = task;
  const pull: Line[] = pullRequest
    ? [
        [
          {
            link: pullRequest.url,
            label: `${pullRequest.draft ? 'Draft pull request' : 'Pull request'} #${pullRequest.number}${pullRequest.closed ? ' (closed)' : ''}`,
          },
        ],
        [{ link: `${pullRequest.url}/files`, label: 'Diff' }],
      ]
    : [];
  return joinSpans([...pull, [{ link: links.taskPage, label: 'Task page' }], ...originOf(task)], ' · ');
}

const originOf = ({ request }: Task): Line[] =>
  request.originUrl === undefined ? [] : [[{ link: request.originUrl, label: 'Asked from this message' }]];

/** Who decided, and when: the newest three. */
function decisionLines(task: Task): Line[] {
  return task.decisions.slice(-3).map((decision) => {
    const verb = { approve: 'Approved', retry: 'Retried', abort: 'Aborted', take: 'Taken over' }[
      decision.action
    ];
    const at = decision.headSha ? `, commit ${shortSha(decision.headSha)}` : '';
    const hint = decision.hint ? `: “${oneLine(decision.hint, 150)}”` : '';
    return [`${verb} by ${shownName(decision.by.name)} at ${clockUtc(decision.atMs)}${at}${hint}`];
  });
}

function buttonBlocks(task: Task): Block[] {
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
      return [approveButton(task), retryButton(task), abortButton(task)];
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

const retryButton = (task: Task): Button => ({
  verb: 'retry',
  label: 'Retry with a hint',
  description: `Retry ${task.id} with a hint`,
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
