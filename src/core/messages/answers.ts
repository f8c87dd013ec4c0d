// Answers to one person about what they just typed or clicked: one cause and one next step, never silence.
import { resumptionOf } from '../resumption.ts';
import { repoName } from '../task/request.ts';
import type { Task } from '../task/task.ts';
import { attemptLine } from './attempts.ts';
import { reasonLines } from './card.ts';
import type { Form, Line, Message } from './message.ts';
import { stateWords } from './state-words.ts';
import { because, closed, lines, oneLine, shownName } from './words.ts';

export const started = (task: Task): Message =>
  lines([
    { bold: task.id },
    ` is on its way in ${repoName(task.repo)}. The card shows how it goes; you are called back when there is something to decide.`,
  ]);

export function statusOf(task: Task, taskPage: string): Message {
  const words = stateWords(task);
  return lines(
    [{ bold: task.id }, ` ${words.symbol} ${words.word} · ${words.detail}`],
    [oneLine(task.request.text, 200)],
    ...reasonLines(task),
    ...task.attempts.slice(-5).map(attemptLine),
    [
      { link: taskPage, label: 'Task page' },
      ...(task.pullRequest
        ? [' · ', { link: task.pullRequest.url, label: `Pull request #${task.pullRequest.number}` }]
        : []),
    ],
  );
}

export function taskList(tasks: readonly Task[], more: boolean): Message {
  if (tasks.length === 0)
    return lines(['No task fits.'], ['Start one with ', { code: '/agent fix flaky tests in payments' }, '.']);
  const rows = tasks.map((task): Line => {
    const words = stateWords(task);
    return [
      { code: task.id },
      ` ${words.symbol} ${words.word} · ${oneLine(task.request.text, 80)} · ${shownName(task.request.requester.name)}`,
    ];
  });
  return lines(
    ...rows,
    ...(more ? [['There are more; to see one, name it: ', { code: '/agent status t-…' }]] : []),
  );
}

export const failed = (reference: string): Message =>
  lines(
    [
      `That did not work, through no fault of yours; nothing was changed. The operator finds it in the log as ${reference}.`,
    ],
    ['Try again in a moment.'],
  );

export const outdatedButton = (): Message =>
  lines(
    ['That button belongs to an older version of Greenlight and does nothing any more.'],
    ['The task’s card has current ones; ', { code: '/agent list' }, ' finds it.'],
  );

function retryMeans(task: Task): string {
  if (task.state.name === 'needs_human' && task.state.reason.code === 'changes_requested')
    return 'The next attempt is given what people who may push wrote in reviews on the pull request, line comments too, and your hint.';
  const withHint = 'with one, the agent makes another attempt under fresh limits.';
  switch (resumptionOf(task)?.step) {
    case 'judge':
      return `Without a hint, CI judges the same commit again${task.state.name === 'blocked' ? ', in a round with fresh limits' : ''}; ${withHint}`;
    case 'bring_base':
      return `Without a hint, ${task.baseBranch ?? 'the base branch'} is merged into the branch and CI judges that; ${withHint}`;
    case 'propose':
      return `Without a hint, the same commit gets a new pull request and is judged again; ${withHint}`;
    case 'publish':
      return `Without a hint, the same change is published again; ${withHint}`;
    case 'prepare':
      return `Without a hint, the rules of the repository are read again, and it goes on by them; ${withHint}`;
    case 'begin':
      return `Without a hint, it goes on where it stood; ${withHint}`;
    case undefined:
      return 'The next round gets fresh limits and goes on from the last commit.';
  }
}

export const retryForm = (task: Task, value: string): Form => ({
  title: 'Retry with a hint',
  submit: 'Retry',
  close: 'Cancel',
  intro: [`${task.id}: ${closed(oneLine(task.request.text, 150))} ${retryMeans(task)}`],
  fields: [
    {
      kind: 'text',
      name: 'hint',
      label: 'Hint for the agent',
      placeholder: 'Look at the clock, not at the timeout',
      optional: true,
      maxChars: 2_000,
      multiline: true,
    },
  ],
  value,
});

export const CHANGES_FORM = 'changes ';

export const changesForm = (task: Task, value: string): Form => ({
  title: 'Request changes',
  submit: 'Request',
  close: 'Cancel',
  intro: [
    `${task.id}: ${closed(oneLine(task.request.text, 150))} The next attempt begins with your words, and with what people who may push wrote in reviews on the pull request. Approvals of this commit no longer count.`,
  ],
  fields: [
    {
      kind: 'text',
      name: 'hint',
      label: 'What has to change?',
      placeholder: 'Use the injected clock, as my comments say',
      optional: false,
      maxChars: 2_000,
      multiline: true,
    },
  ],
  value: `${CHANGES_FORM}${value}`,
});

/** Told through the request's own way back: there is no place in the channel. Nothing is lost; the task waits. */
export const cannotPost = (task: Task, detail: string): Message =>
  lines(
    [because(`Greenlight cannot post here, so ${task.id} waits`, detail, 200)],
    ['Type ', { code: '/invite @greenlight' }, ', then ', { code: `/agent retry ${task.id}` }, '.'],
  );
