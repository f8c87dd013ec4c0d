// The verbs that people type, and what they also say for them.
import { nearest } from './nearest.ts';

/** Help is written from this table; the parser reads it too. */
export const VERBS = {
  status: {
    usage: 'status [task]',
    does: 'shows one task, or yours that are still open',
    example: 'status t-4f7k2mqx',
  },
  list: { usage: 'list [open|waiting|all]', does: 'lists tasks, newest first', example: 'list waiting' },
  show: {
    usage: 'show [task]',
    does: 'shows all of one task: limits, attempts, who decided what',
    example: 'show t-4f7k2mqx',
  },
  logs: {
    usage: 'logs [task]',
    does: 'shows what its agent printed last, and where to follow it',
    example: 'logs t-4f7k2mqx',
  },
  approve: {
    usage: 'approve [task]',
    does: 'approves a green task: it is merged as policy says',
    example: 'approve t-4f7k2mqx',
  },
  retry: {
    usage: 'retry [task] [hint | comments[: hint]]',
    does: 'starts again with fresh limits and your hint; with “comments”, also with the review comments on the pull request',
    example: 'retry t-4f7k2mqx look at the clock mock',
  },
  abort: { usage: 'abort [task]', does: 'stops a task; its branch stays', example: 'abort t-4f7k2mqx' },
  mute: {
    usage: 'mute [task|me] [1h|4h|tomorrow|end]',
    does: 'stops pings and holds replies back, for 4 hours unless told; the card and the result still come',
    example: 'mute t-4f7k2mqx tomorrow',
  },
  unmute: {
    usage: 'unmute [task|me]',
    does: 'ends a mute; what was held back comes in one message',
    example: 'unmute t-4f7k2mqx',
  },
  extend: {
    usage: 'extend [task] [attempts=] [runtime=] [cost=]',
    does: 'gives a task more attempts, time or money than its limits say',
    example: 'extend t-4f7k2mqx attempts=6 runtime=3h',
  },
  take: {
    usage: 'take [task]',
    does: 'stops the agent and leaves the branch to you, with the commands to check it out',
    example: 'take t-4f7k2mqx',
  },
  escalate: {
    usage: 'escalate [task] [reason]',
    does: 'calls whoever is on call, then the pager, until somebody acknowledges',
    example: 'escalate t-4f7k2mqx the release waits for it',
  },
  ack: {
    usage: 'ack [task]',
    does: 'says that you look after an escalated task: nobody else is called',
    example: 'ack t-4f7k2mqx',
  },
  config: {
    usage: 'config [quiet 22:00-07:00|off] [repo <name>|off]',
    does: 'shows or changes what holds in this channel',
    example: 'config quiet 22:00-07:00',
  },
  link: {
    usage: 'link [GitHub login]',
    does: 'links you to your GitHub account, by a code that you post from there; alone it shows how it stands',
    example: 'link octocat',
  },
  unlink: {
    usage: 'unlink [@somebody]',
    does: 'ends your link to a GitHub account; admins also end that of others',
    example: 'unlink',
  },
  help: { usage: 'help [verb]', does: 'shows this', example: 'help retry' },
} as const;
export type Verb = keyof typeof VERBS;

/** What people also say for a verb: understood as a question, never as a task called "stop". */
const SYNONYMS: Readonly<Record<string, Verb>> = {
  stop: 'abort',
  cancel: 'abort',
  kill: 'abort',
  again: 'retry',
  rerun: 'retry',
  restart: 'retry',
  merge: 'approve',
  ship: 'approve',
  lgtm: 'approve',
  page: 'escalate',
  acknowledge: 'ack',
  snooze: 'mute',
  silence: 'mute',
  settings: 'config',
  details: 'show',
  log: 'logs',
  tail: 'logs',
  output: 'logs',
  more: 'extend',
  takeover: 'take',
  tasks: 'list',
  ls: 'list',
  '?': 'help',
};

export const isVerb = (word: string): word is Verb => Object.hasOwn(VERBS, word);

/** What a word that is no verb was probably meant as. */
export const verbNear = (word: string): string | null =>
  Object.hasOwn(SYNONYMS, word) ? (SYNONYMS[word] ?? null) : nearest(word, Object.keys(VERBS));
