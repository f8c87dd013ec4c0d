// What is said to somebody who asks for what a task does already, and to whoever joins it.
import { buttonValue } from '../button-value.ts';
import type { Task } from '../task/task.ts';
import type { Button, Line, Message } from './message.ts';
import { stateWords } from './state-words.ts';
import { duration, lines, list, oneLine, shownName } from './words.ts';

/** Who is called back, and told how it ended: the requester first. */
export const calledForIt = ({
  request,
  joined = [],
}: Pick<Task, 'request' | 'joined'>): readonly string[] => [
  ...new Set([request.requester.userId, ...joined.map(({ userId }) => userId)]),
];

/** For the card's facts: nothing where nobody joined. */
export const joinedWords = ({ joined = [] }: Pick<Task, 'joined'>): readonly string[] =>
  joined.length === 0 ? [] : [`joined by ${list(joined.map(({ name }) => shownName(name)))}`];

export type Offer = {
  /** What the button to start all the same carries. */
  readonly value: string;
  readonly taskPage: string;
  readonly atMs: number;
  /** They are called back already. */
  readonly isTheirs: boolean;
};

/** Nothing was started: whoever asked chooses. */
export function alreadyAsked(task: Task, { value, taskPage, atMs, isTheirs }: Offer): Message {
  const { requester, requestedAtMs, text } = task.request;
  const said = lines(
    [
      { bold: task.id },
      ` does that already: “${oneLine(text, 150)}”, asked for ${duration(Math.max(0, atMs - requestedAtMs))} ago by ${shownName(requester.name)}. It ${stateWords(task).phrase}, and nothing more was started.`,
    ],
    nextOf(isTheirs, taskPage),
  );
  const anyway: Button = {
    verb: 'start_anyway',
    label: 'Start anyway',
    description: `Start another task beside ${task.id}`,
    style: 'plain',
    value,
  };
  const join: Button = {
    verb: 'join',
    label: 'Join',
    description: `Be called back when ${task.id} needs a decision or ends`,
    style: 'primary',
    value: buttonValue(task),
  };
  const buttons = isTheirs ? [anyway] : [join, anyway];
  return { text: said.text, blocks: [...said.blocks, { kind: 'buttons', buttons }] };
}

const nextOf = (isTheirs: boolean, taskPage: string): Line => [
  isTheirs
    ? 'You are called back for it. Start anyway, or “duplicate=ok” in the text, makes another task beside it. '
    : 'Join, and you are called back with them; or Start anyway, as “duplicate=ok” in the text does. ',
  { link: taskPage, label: 'Task page' },
];

export const nowJoined = (task: Task): Message =>
  lines([
    { bold: task.id },
    ` ${stateWords(task).phrase}. You are called back when it needs a decision or ends, and the card names you.`,
  ]);

export function notJoined(code: string, task: Task): Message | undefined {
  switch (code) {
    case 'refused_joined':
      return lines([`You are called back for ${task.id} already; there is nothing more to do.`]);
    case 'refused_too_many_joined':
      return lines(
        [`${task.id} calls back as many people as it can, and you were not added.`],
        ['Its thread shows how it goes; follow that in Slack.'],
      );
    default:
      return undefined;
  }
}

export const offerGone = (): Message =>
  lines(
    ['That offer is older than an hour or was not made to you, so nothing was started.'],
    ['Ask for it again, with ', { code: 'duplicate=ok' }, ' in the text.'],
  );
