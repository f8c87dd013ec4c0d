// The home tab of one person: what waits for them, what is theirs, what runs, what was, how things are set, and whether all is well.

import { repoName } from '../task/request.ts';
import { isOver, isResting } from '../task/state.ts';
import type { Task } from '../task/task.ts';
import { type Channels, channelBlocks, channelLine } from './channel-words.ts';
import type { Block, Button, Line, Message } from './message.ts';
import { stateWords } from './state-words.ts';
import { momentUtc, oneLine, plural, shownName } from './words.ts';

export type Home = {
  readonly userId: string;
  /** Their roles let them decide about tasks of others. */
  readonly decides: boolean;
  /** Newest first; all that are open, and those of the person that are over. */
  readonly tasks: readonly Task[];
  /** There may be older ones that are not among `tasks`. */
  readonly isCut: boolean;
  readonly mutedUntilMs: number | null;
  readonly channels: Channels;
  /** They may change what holds in channels. */
  readonly administers: boolean;
  /** By name: well, or what is wrong. */
  readonly parts: readonly { readonly name: string; readonly ok: boolean; readonly detail?: string }[];
  readonly taskPage: (id: string) => string;
  readonly nowMs: number;
};

const SHOWN = 8;
const RECENT = 5;

export function homeMessage(home: Home): Message {
  const { tasks, userId } = home;
  const isMine = (task: Task) => task.request.requester.userId === userId;
  const open = tasks.filter((task) => !isOver(task));
  const resting = open.filter(isResting);
  const running = open.filter((task) => !isResting(task));
  const waiting = resting.filter((task) => isMine(task) || home.decides);
  const recent = tasks.filter((task) => isOver(task) && isMine(task)).slice(0, RECENT);
  return {
    text: `Waiting for you: ${plural(waiting.length, 'task')}. At work: ${running.length}.`,
    blocks: [
      { kind: 'buttons', buttons: [newTask, home.mutedUntilMs === null ? muteMe : unmuteMe] },
      ...section('Waiting for you', waiting, home, 'Nothing waits for you.'),
      ...section('Yours at work', running.filter(isMine), home, 'None of yours is at work.'),
      ...section(
        'At work for others',
        running.filter((task) => !isMine(task)),
        home,
        '',
      ),
      ...section('Yours, recently', recent, home, ''),
      { kind: 'divider' },
      { kind: 'lines', lines: settingLines(home) },
      ...(home.administers ? adminBlocks(home) : []),
      { kind: 'context', lines: [partsLine(home, running)] },
    ],
  };
}

function section(title: string, tasks: readonly Task[], home: Home, none: string): Block[] {
  if (tasks.length === 0 && none === '') return [];
  const shown = tasks.slice(0, SHOWN).map((task) => row(task, home));
  const more = tasks.length - shown.length;
  return [
    {
      kind: 'lines',
      lines: [
        [{ bold: title }],
        ...(shown.length === 0 ? [[none]] : shown),
        ...(more > 0 ? [[`and ${more} more: `, { code: '/agent list' }]] : []),
      ],
    },
  ];
}

function row(task: Task, { userId, taskPage }: Home): Line {
  const words = stateWords(task);
  const { requester, text } = task.request;
  const by = requester.userId === userId ? '' : ` · ${shownName(requester.name)}`;
  return [
    `${words.symbol} `,
    { bold: words.word },
    ' · ',
    { link: taskPage(task.id), label: task.id },
    ` · ${repoName(task.repo)} · ${oneLine(text, 80)}${by}`,
  ];
}

function settingLines({ mutedUntilMs, channels, administers, nowMs }: Home): Line[] {
  const muted = mutedUntilMs === null ? 'not muted' : `muted until ${momentUtc(mutedUntilMs, nowMs)}`;
  return [
    [{ bold: 'You' }, ` are ${muted}.`],
    ...(administers
      ? []
      : channels.shown
          .filter(({ settings }) => settings.repo !== null)
          .slice(0, SHOWN)
          .map(channelLine)),
    ['In a channel, ', { code: '/agent config' }, ' shows and sets its repository and quiet hours.'],
  ];
}

const adminBlocks = ({ channels }: Home): Block[] => [
  { kind: 'lines', lines: [[{ bold: 'Channels' }, ', as you may change them:']] },
  ...channelBlocks(channels),
];

function partsLine({ parts, isCut }: Home, running: readonly Task[]): Line {
  const queued = running.filter(({ state }) => state.name === 'queued').length;
  const states = parts.map(
    ({ name, ok, detail }) => `${name}: ${ok ? 'well' : `not well (${detail ?? 'no answer'})`}`,
  );
  const queue = `Queue: ${plural(queued, 'attempt')} waiting, ${running.length - queued} on their way`;
  return [[...states, queue, ...(isCut ? ['older tasks are left out'] : [])].join(' · ')];
}

const button = (verb: Button['verb'], label: string, style: Button['style']): Button => ({
  verb,
  label,
  description: label,
  style,
  value: HOME_VALUE,
});
/** A button of the home tab is about no task. */
export const HOME_VALUE = 'home';
const newTask = button('start', 'New task', 'primary');
const muteMe = button('mute_me', 'Mute me for 4 hours', 'plain');
const unmuteMe = button('unmute_me', 'Unmute me', 'plain');
