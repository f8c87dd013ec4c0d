// Answers to one person about what they just typed or clicked: one cause and one next step, never silence.
import type { Misunderstood, Verb } from '../command.ts';
import { VERBS } from '../command.ts';
import { commitToJudgeAgain } from '../judge-again.ts';
import type { RepositoryChoice } from '../repository-choice.ts';
import { OPTIONS } from '../start-options.ts';
import { isResting, repoName, type Task } from '../task.ts';
import { attemptLine } from './attempts.ts';
import { reasonLines } from './card.ts';
import type { Form, Line, Message } from './message.ts';
import { stateWords } from './state-words.ts';
import { because, clockUtc, closed, list, messageOf, oneLine, shortSha, shownName } from './words.ts';

const lines = (...all: readonly Line[]): Message => messageOf(all, '\n');

export const started = (task: Task): Message =>
  lines([
    { bold: task.id },
    ` is on its way in ${repoName(task.repo)}. The card shows how it goes; you are called back when there is something to decide.`,
  ]);

export function misunderstood(cause: Misunderstood): Message {
  switch (cause.cause) {
    case 'empty':
      return help(null);
    case 'unknown_option':
      return lines(
        [
          `There is no option “${oneLine(cause.option, 40)}=”.${cause.nearest ? ` Did you mean “${cause.nearest}=”?` : ''} Options are ${list(Object.keys(OPTIONS), 10)}.`,
        ],
        ['Nothing was started. To say it literally, put it in quotes or after --.'],
      );
    case 'bad_value':
      return badValue(cause);
    case 'repeated_option':
      return lines([`“${cause.option}=” is there twice, and only one can hold.`], ['Nothing was started.']);
    case 'nothing_to_do':
      return lines(
        ['There are options, but nothing to do.'],
        ['Say what should be done, for example ', { code: `/agent ${cause.example}` }, '.'],
      );
    case 'which_task':
      return lines(
        [`Which task should “${cause.verb}” be about?`],
        [
          'Add its id, for example ',
          { code: `/agent ${cause.verb} t-4f7k2mqx` },
          ', or type it in the task’s thread. ',
          { code: '/agent list' },
          ' shows the ids.',
        ],
      );
    case 'too_many_words':
      return lines(
        [`“${cause.verb}” takes nothing more, but there is “${oneLine(cause.word, 60)}”.`],
        [`To start a task whose text begins with “${cause.verb}”, put the text in quotes.`],
      );
    case 'perhaps_a_verb':
      return lines(
        [`Did you mean “${cause.nearest}”?`],
        [`Nothing was started. To start a task called “${oneLine(cause.word, 60)}”, put it in quotes.`],
      );
  }
}

function badValue({ option, value, wants }: Extract<Misunderstood, { cause: 'bad_value' }>): Message {
  const shown = oneLine(value, 60);
  const next =
    option === 'list'
      ? 'To start a task whose text begins with “list”, put the text in quotes.'
      : 'Nothing was started.';
  return lines(
    [
      shown === ''
        ? `“${option}=” has no value: it takes ${wants}.`
        : `“${shown}” does not fit ${option}: it takes ${wants}.`,
    ],
    [next],
  );
}

export function repositoryNotChosen(choice: Extract<RepositoryChoice, { ok: false }>): Message {
  if (choice.because === 'unknown') {
    return lines(
      [
        `No repository “${oneLine(choice.asked, 100)}” is configured.${choice.nearest ? ` Did you mean “${choice.nearest}”?` : ''}`,
      ],
      ['Nothing was started. The operator adds repositories in greenlight.yml.'],
    );
  }
  if (choice.candidates.length === 0)
    return lines(['No repository is configured.'], ['The operator adds repositories in greenlight.yml.']);
  const which =
    choice.because === 'ambiguous'
      ? 'More than one repository fits:'
      : 'No repository is named; configured are';
  return lines(
    [`${which} ${list(choice.candidates, 8)}.`],
    ['Add ', { code: `repo=${choice.candidates[0] ?? ''}` }, ' or name it in the text. Nothing was started.'],
  );
}

export const unknownAgent = (name: string, known: readonly string[], nearest: string | null): Message =>
  lines(
    [`No agent “${oneLine(name, 60)}” is configured.${nearest ? ` Did you mean “${nearest}”?` : ''}`],
    [`Configured: ${list(known, 8)}. Nothing was started.`],
  );

export const noSuchTask = (prefix: string): Message =>
  lines(
    [`No task begins with “${oneLine(prefix, 20)}”.`],
    [{ code: '/agent list all' }, ' shows every one.'],
  );
export const ambiguousTask = (prefix: string, ids: readonly string[]): Message =>
  lines([`“${oneLine(prefix, 20)}” fits ${list(ids, 5)}.`], ['Type more of the id.']);
export const noTaskHere = (): Message =>
  lines(
    ['This thread belongs to no task.'],
    ['Add the id of the task, or start one with ', { code: '/agent …' }, '.'],
  );

export const decided = (action: 'approve' | 'retry' | 'abort', task: Task): Message =>
  lines([
    {
      approve: `${task.id} is approved${task.headSha ? ` at ${shortSha(task.headSha)}` : ''}.`,
      retry: `${task.id} starts again.`,
      abort: `${task.id} is aborted.`,
    }[action],
  ]);

/** Why a decision changed nothing. `code` is the transition's; the task is as it is now. */
export function refused(code: string, detail: string | undefined, task: Task): Message {
  const now = `${task.id} ${stateWords(task).phrase}`;
  switch (code) {
    case 'refused_not_allowed':
      return lines([NOT_ALLOWED[detail ?? ''] ?? 'You may not decide about this task.']);
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

const NOT_ALLOWED: Record<string, string> = {
  other_workspace: 'Only people of this workspace decide about its tasks.',
  not_involved:
    'The requester and the approvers decide about this task, and on-call may retry or abort it. Ask one of them, or the operator to add you in greenlight.yml.',
  own_high_risk:
    'This repository is high risk: somebody other than the requester has to approve it. Ask an approver.',
};

/** The loser of a race is told who won. */
function lastDecision(task: Task): string {
  const last = task.decisions.at(-1);
  if (!last) return '';
  const verb = { approve: 'approved', retry: 'retried', abort: 'aborted' }[last.action];
  return ` ${shownName(last.by.name)} ${verb} it at ${clockUtc(last.atMs)}.`;
}

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

export function help(topic: string | null): Message {
  const verb = topic !== null && Object.hasOwn(VERBS, topic) ? (topic as Verb) : null;
  if (verb !== null)
    return lines(
      [{ code: `/agent ${VERBS[verb].usage}` }, ` ${VERBS[verb].does}.`],
      ['For example: ', { code: `/agent ${VERBS[verb].example}` }],
    );
  const verbs = Object.values(VERBS).map(
    (entry): Line => [{ code: `/agent ${entry.usage}` }, ` ${entry.does}`],
  );
  const options = Object.entries(OPTIONS).map(
    ([name, option]): Line => [
      { code: `${name}=` },
      ` ${option.wants}, for example `,
      { code: option.example },
    ],
  );
  return lines(
    [
      { bold: 'Start a task' },
      ': say what should be done, for example ',
      { code: '/agent fix flaky tests in payments' },
    ],
    [{ bold: 'Options' }, ', anywhere in the text:'],
    ...options,
    [{ bold: 'Steer' }, ', here or as ', { code: '@greenlight …' }, ' in a task’s thread:'],
    ...verbs,
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

const retryMeans = (task: Task): string =>
  commitToJudgeAgain(task)
    ? 'Without a hint, CI judges the same commit again; with one, the agent makes another attempt under fresh limits.'
    : 'The next round gets fresh limits and goes on from the last commit.';

export const retryForm = (task: Task, value: string): Form => ({
  title: 'Retry with a hint',
  submit: 'Retry',
  close: 'Cancel',
  intro: [`${task.id}: ${closed(oneLine(task.request.text, 150))} ${retryMeans(task)}`],
  field: {
    name: 'hint',
    label: 'Hint for the agent',
    placeholder: 'Look at the clock, not at the timeout',
    optional: true,
    maxChars: 2_000,
  },
  value,
});

/** Told through the request's own way back: there is no place in the channel. Nothing is lost; the task waits. */
export const cannotPost = (task: Task, detail: string): Message =>
  lines(
    [because(`Greenlight cannot post here, so ${task.id} waits`, detail, 200)],
    ['Type ', { code: '/invite @greenlight' }, ', then ', { code: `/agent retry ${task.id}` }, '.'],
  );

/** Words in a task's own thread that are no verb: they start nothing by accident. */
export const inTaskThread = (taskId: string): Message =>
  lines(
    [
      `This thread belongs to ${taskId}; here Greenlight understands status, approve, retry <hint>, abort and help.`,
    ],
    ['To start another task, type ', { code: '/agent …' }, ' in the channel.'],
  );
