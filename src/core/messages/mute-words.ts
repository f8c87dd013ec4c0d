// Mutes: what the card says of them, what a person is told, and the digest of what was held back.

import { buttonValue, menuValue } from '../button-value.ts';
import { MUTE_CHOICES } from '../mute-words.ts';
import { isOver } from '../task/state.ts';
import type { Task, UntoldReply } from '../task/task.ts';
import type { Button, Line, Menu, Message } from './message.ts';
import { stateWords } from './state-words.ts';
import { lines, momentUtc, shownName } from './words.ts';

/** For the card: empty where nobody muted it. */
export function muteLine({ mute }: Pick<Task, 'mute'>): string {
  if (!mute) return '';
  const until = mute.untilMs === null ? 'it rests' : momentUtc(mute.untilMs, mute.atMs);
  return `Muted until ${until} by ${shownName(mute.by.name)}`;
}

const CHOICE_LABELS: Record<(typeof MUTE_CHOICES)[number], string> = {
  '1h': 'For 1 hour',
  '4h': 'For 4 hours',
  tomorrow: 'Until my next working day',
  end: 'Until it rests',
};

export function muteMenu(task: Task): Menu | undefined {
  if (task.mute || isOver(task)) return undefined;
  const options = MUTE_CHOICES.map((choice) => ({
    label: CHOICE_LABELS[choice],
    value: menuValue(task, choice),
  }));
  return { verb: 'mute', label: 'Mute', options };
}

export const unmuteButton = (task: Task): Button => ({
  verb: 'unmute',
  label: 'Unmute',
  description: `Unmute ${task.id}`,
  style: 'plain',
  value: buttonValue(task),
});

export function taskMuted(task: Task): Message {
  const { mute } = task;
  const until = mute?.untilMs == null ? 'it rests' : momentUtc(mute.untilMs, mute.atMs);
  return lines(
    [
      `${task.id} is muted until ${until}. Its card goes on, its result is still posted, and whatever else there is comes in one message after that.`,
    ],
    [{ code: `/agent unmute ${task.id}` }, ' ends it sooner.'],
  );
}

export const taskUnmuted = (task: Task, hadHeld: boolean): Message =>
  lines([
    `${task.id} is not muted any more${hadHeld ? '; what was held back is posted in its thread' : ''}.`,
  ]);

export const taskNotMuted = (task: Task): Message =>
  lines(
    [`${task.id} is not muted.`],
    [
      'A mute of yours ends with ',
      { code: '/agent unmute me' },
      ', quiet hours of a channel with ',
      { code: '/agent config quiet off' },
      '.',
    ],
  );

export const nothingToMute = (task: Task): Message =>
  lines([`${task.id} ${stateWords(task).phrase}: there is nothing left to mute.`]);

export const personMuted = (untilMs: number, atMs: number): Message =>
  lines(
    [
      `You are muted until ${momentUtc(untilMs, atMs)}: tasks that you asked for ping nobody, post their results quietly and hold other replies back.`,
    ],
    [{ code: '/agent unmute me' }, ' ends it sooner.'],
  );

export const personUnmuted = (): Message =>
  lines(['You are not muted any more; what was held back is posted in each thread.']);

export const personNotMuted = (): Message =>
  lines(
    ['You are not muted.'],
    [
      'One task is muted with ',
      { code: '/agent mute t-…' },
      ', all of yours with ',
      { code: '/agent mute me 4h' },
      '.',
    ],
  );

/** Where the chat does not say where its people are, days begin by UTC. */
export const inUtc = (message: Message): Message => ({
  text: `${message.text}\n${IN_UTC}`,
  blocks: [...message.blocks, { kind: 'lines', lines: [[IN_UTC]] }],
});
const IN_UTC = 'Your time zone is not known here, so this goes by UTC.';

/** In one message what came while it was quiet; `told` says each by itself. A call that was not heard then is one now. */
export function digestLines(
  task: Task,
  held: readonly UntoldReply[],
  told: (one: UntoldReply) => readonly Line[],
): readonly Line[] {
  const call = held.find(({ reply }) => reply.kind === 'called_back');
  const others = held.filter((each) => each !== call).flatMap(told);
  const before: readonly Line[] =
    others.length === 0 ? [] : [[{ bold: 'While it was quiet' }, ':'], ...others];
  if (call === undefined) return [...before, [`Now ${task.id} ${stateWords(task).phrase}.`]];
  return [...before, [{ bold: 'Quiet is over' }, ', and this still waits.'], ...told(call)];
}
