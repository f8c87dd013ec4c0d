// The packet for whoever has to take it from here: what was asked, tried and is left, in one text for the thread, the pull request and the task's page.
import { isHandedOver, type Task } from '../../task/task.ts';
import { callOf } from '../called-back.ts';
import type { Line, Message } from '../message.ts';
import { messageOf } from '../words.ts';
import { fitted } from './fitted.ts';
import { partsOf } from './parts.ts';

/** What there is room for, and where all of it is read. */
export type Room = { readonly maxChars: number; readonly taskPage: string };

/** What a chat's reply may hold: more of it is read on the page. */
export const MAX_CHAT_CHARS = 3_000;

/** Undefined where nothing was tried, or a person is at work on it already: then the call says all there is. */
export function packetMessage(task: Task, room?: Room): Message | undefined {
  if (!isHandedOver(task)) return undefined;
  const { why, remains, next } = callOf(task);
  const lines =
    room === undefined
      ? [...why, ...partsOf(task).flatMap((part) => part.lines), ...next]
      : fitted({ before: why, after: next }, partsOf(task), restLine(room.taskPage), room.maxChars);
  return { text: messageOf([...why, ...remains, ...next]).text, blocks: [{ kind: 'lines', lines }] };
}

const restLine = (taskPage: string): Line => [
  'There was no room here for all of it: ',
  { link: taskPage, label: 'the rest is on the task page' },
  '.',
];
