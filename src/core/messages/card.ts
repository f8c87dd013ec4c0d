// The card: one message per task, edited in place, that tells the whole story at a glance.

import { costOf } from '../task/attempt.ts';
import { refusalsOf } from '../task/refusals.ts';
import { repoName } from '../task/request.ts';
import { lastAttempt, type Task } from '../task/task.ts';
import { activityLine, runningCost } from './activity-words.ts';
import { approvalsWords, approverNames, voidedWords } from './approval-words.ts';
import { attemptStep } from './attempts.ts';
import { buttonBlocks } from './card-buttons.ts';
import { costOrigin } from './cost-words.ts';
import { blockedWords } from './egress-words.ts';
import { escalationLines } from './escalation-words.ts';
import { joinedWords } from './join-words.ts';
import { extensionLines } from './limit-words.ts';
import type { Block, Level, Line, Message } from './message.ts';
import { muteLine } from './mute-words.ts';
import { waitingNotesLine } from './note-words.ts';
import { patchWords } from './patch-words.ts';
import { explain, explainRule } from './problems.ts';
import { proofLine } from './proof-words.ts';
import { stateWords } from './state-words.ts';
import { capitalised, clockUtc, closed, joinSpans, oneLine, plural, shortSha, shownName } from './words.ts';

export type CardLinks = { readonly taskPage: string };
const SHOWN_ATTEMPTS = 5;

export function cardMessage(task: Task, links: CardLinks): Message {
  const words = stateWords(task);
  const blocks: Block[] = [
    { kind: 'header', text: oneLine(task.request.text, 140) },
    {
      ...standing(task),
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
    { kind: 'context', lines: [linksLine(task, links), ...escalationLines(task)] },
    ...decidedBlocks(task),
    ...buttonBlocks(task),
  ];
  return {
    text: cardText(task),
    blocks,
  };
}

/** What rests is set off: people are called to it. */
function standing({ state }: Task): { kind: 'lines' } | { kind: 'banner'; level: Level } {
  switch (state.name) {
    case 'green':
    case 'merged':
    case 'ready_for_review':
      return { kind: 'banner', level: 'success' };
    case 'needs_human':
      return { kind: 'banner', level: 'warning' };
    case 'blocked':
      return { kind: 'banner', level: 'error' };
    case 'aborted':
      return { kind: 'banner', level: 'info' };
    default:
      return { kind: 'lines' };
  }
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
    ...joinedWords(task),
    ...(task.request.approvers === undefined ? [] : [`to be approved by ${approverNames(task.request)}`]),
    repoName(task.repo),
    task.branch,
    ...(cost > 0 ? [`$${cost.toFixed(2)} (${costOrigin(task)})`] : []),
  ];
  return [facts.join(' · ')];
}

function attemptBlocks(task: Task): Block[] {
  if (task.attempts.length === 0) return [];
  const shown = task.attempts.slice(-SHOWN_ATTEMPTS);
  const folded = task.attempts.length - shown.length;
  const title = folded > 0 ? `Attempts (${plural(folded, 'earlier one')} on the task page)` : 'Attempts';
  const last = task.attempts.at(-1);
  const claim = last?.summary;
  const claimed: Block[] =
    claim === undefined ? [] : [{ kind: 'context', lines: [[`The agent says: ${oneLine(claim, 300)}`]] }];
  const blocked = blockedWords(refusalsOf(task, last));
  const refused: Block[] = blocked === '' ? [] : [{ kind: 'context', lines: [[blocked]] }];
  return [{ kind: 'steps', title, steps: shown.map(attemptStep) }, ...claimed, ...refused];
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

function decidedBlocks(task: Task): Block[] {
  const lines = [...decisionLines(task), ...extensionLines(task)];
  return lines.length === 0 ? [] : [{ kind: 'folded', title: 'Decisions', lines }];
}

/** Who decided, and when: the newest three. */
function decisionLines(task: Task): Line[] {
  return task.decisions.slice(-3).map((decision) => {
    const verb = {
      approve: 'Approved',
      retry: 'Retried',
      request_changes: 'Changes requested',
      abort: 'Aborted',
      take: 'Taken over',
    }[decision.action];
    const at = decision.headSha ? `, commit ${shortSha(decision.headSha)}` : '';
    const expired = decision.expiredAtMs === undefined ? '' : ' (expired)';
    const hint = decision.hint ? `: “${oneLine(decision.hint, 150)}”` : '';
    return [`${verb} by ${shownName(decision.by.name)} at ${clockUtc(decision.atMs)}${at}${expired}${hint}`];
  });
}
