// Limits in words: what a task may use, who gave it more, and why it was not given more; and what is told to whoever takes it over.
import type { Extension } from '../task/people.ts';
import { repoName } from '../task/request.ts';
import type { Task } from '../task/task.ts';
import type { Line, Message } from './message.ts';
import { clockUtc, duration, lines, list, plural, shownName } from './words.ts';

export const limitWords = ({ maxAttempts, maxRuntimeMs, maxCostUsd }: Extension['limits']): string =>
  list(
    [
      ...(maxAttempts === undefined ? [] : [plural(maxAttempts, 'attempt')]),
      ...(maxRuntimeMs === undefined ? [] : [duration(maxRuntimeMs)]),
      ...(maxCostUsd === undefined ? [] : [`$${maxCostUsd.toFixed(2)}`]),
    ],
    3,
  );

/** For the card: the newest two. */
export const extensionLines = ({ extensions = [] }: Task): Line[] =>
  extensions
    .slice(-2)
    .map(({ by, atMs, limits }) => [
      `Extended to ${limitWords(limits)} by ${shownName(by.name)} at ${clockUtc(atMs)}`,
    ]);

export const extended = (task: Task): Message =>
  lines([
    `${task.id} may use ${limitWords(task.policy)} in this round.${task.state.name === 'blocked' ? ' Retry goes on with that.' : ''}`,
  ]);

/** Undefined for a code that is none of its own. */
export function notExtended(
  code: string,
  task: Task,
  ceiling: Required<Extension['limits']>,
): Message | undefined {
  switch (code) {
    case 'refused_not_more':
      return lines(
        [`That is no more than ${task.id} has already: ${limitWords(task.policy)} in a round.`],
        [
          'Name what it should have in all, for example ',
          { code: `/agent extend ${task.id} attempts=${task.policy.maxAttempts + 2}` },
          '.',
        ],
      );
    case 'refused_over_ceiling':
      return lines(
        [
          `The operator allows ${limitWords(ceiling)} in ${repoName(task.repo)}; more is for an approver to give.`,
        ],
        ['Ask one of them to extend it.'],
      );
    case 'refused_preparing':
      return lines([`${task.id} is being prepared: its limits are being read.`], ['Try again in a moment.']);
    case 'refused_too_often':
      return lines(
        [`${task.id} was extended as often as it can be.`],
        ['Retry opens a round with fresh limits.'],
      );
    default:
      return undefined;
  }
}

/** Nothing of it needs Greenlight; the branch is named after the task. */
export function takenOver(task: Task): Message {
  if (task.headSha === null)
    return lines(
      [`${task.id} is yours: the agent was stopped, and nothing was pushed so far.`],
      ['Begin on ', { code: `git switch -c ${task.branch}` }, ', or let Greenlight go on with Retry.'],
    );
  return lines(
    [`${task.id} is yours: no agent works on it any more, and its branch stays.`],
    [{ code: `git fetch origin ${task.branch} && git switch ${task.branch}` }],
    ['What you push there is yours; Retry lets Greenlight go on from it.'],
  );
}

export const takenAlready = (task: Task): Message => {
  const by = task.state.name === 'needs_human' ? (task.state.reason.by ?? 'Somebody') : 'Somebody';
  return lines(
    [`${shownName(by)} has taken ${task.id} over already.`],
    ['Retry lets Greenlight go on from what stands on the branch.'],
  );
};
