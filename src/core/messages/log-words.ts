// What an agent printed, for whoever asks in the chat: the last lines, and where the rest is.
import type { Attempt } from '../task/attempt.ts';
import type { Task } from '../task/task.ts';
import type { Line, Message } from './message.ts';
import { filesRemoved } from './retention-words.ts';
import { stateWords } from './state-words.ts';
import { lines, shorten } from './words.ts';

const MAX_LINES = 15;
/** Agents print events, of which one may be a whole file. */
const MAX_LINE_CHARS = 160;

/** The newest attempt whose agent was started. */
export const attemptToShow = ({ attempts }: Task): Attempt | undefined =>
  attempts.findLast(({ runs }) => runs > 0);

/** `text`: the log of that attempt as it is kept now, without secrets; undefined where there is none. */
export function lastLines(task: Task, text: string | undefined, taskPage: string): Message {
  const attempt = attemptToShow(task);
  const printed = text?.trimEnd() ?? '';
  if (attempt === undefined || printed === '')
    return lines([{ bold: task.id }, ` ${whyNothing(task, attempt)}`], whereAll(task, taskPage));
  const shown = printed.split('\n').slice(-MAX_LINES);
  const { text: said, blocks } = lines([
    { bold: task.id },
    isAtWork(task, attempt)
      ? ` is being worked on. What the agent of attempt ${attempt.no} printed last is below.`
      : ` ${stateWords(task).phrase}. What the agent of attempt ${attempt.no} printed at its end is below.`,
  ]);
  return {
    text: said,
    blocks: [
      ...blocks,
      { kind: 'code', text: shown.map((line) => shorten(line, MAX_LINE_CHARS)).join('\n') },
      { kind: 'lines', lines: [['Without secrets, and not checked. ', ...whereAll(task, taskPage)]] },
    ],
  };
}

function whyNothing(task: Task, attempt: Attempt | undefined): string {
  if (attempt === undefined) return `${stateWords(task).phrase}: no agent has been started for it yet.`;
  const { no } = attempt;
  if (isAtWork(task, attempt))
    return `is being worked on: the agent of attempt ${no} has printed nothing yet.`;
  const { artifactsRemoved: removed } = task;
  if (removed !== undefined && no <= removed.attempts)
    return `has no log of attempt ${no} any more. ${filesRemoved(removed.afterDays)}`;
  return `has no log of attempt ${no}: its agent did not print anything.`;
}

const isAtWork = ({ state }: Task, { no }: Attempt): boolean =>
  state.name === 'working' && state.attempt === no;

/** The page follows an agent at work. */
function whereAll(task: Task, taskPage: string): Line {
  const attempt = attemptToShow(task);
  return attempt !== undefined && isAtWork(task, attempt)
    ? [{ link: `${taskPage}#live`, label: 'Follow it on the task page' }]
    : [{ link: taskPage, label: 'All logs are on the task page' }];
}
