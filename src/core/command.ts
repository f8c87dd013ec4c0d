// The grammar people type: `/agent …`, the same words after a mention. Text in, a command or a helpful misunderstanding out.

import { isTaskId, type TaskId } from './ids.ts';
import { nearest } from './nearest.ts';
import type { StateName } from './task.ts';

export type StartOptions = {
  readonly repo?: string;
  readonly base?: string;
  readonly agent?: string;
  readonly attempts?: number;
  readonly runtimeMs?: number;
  readonly costUsd?: number;
};

/** A task as a person names it: a whole id or its beginning, or the thread they are in. */
export type TaskRef = { readonly by: 'id'; readonly prefix: string } | { readonly by: 'thread' };

export type Command =
  | { readonly name: 'start'; readonly text: string; readonly options: StartOptions }
  | { readonly name: 'status'; readonly task: TaskRef | null }
  | { readonly name: 'list'; readonly states: readonly StateName[] | null }
  | { readonly name: 'approve'; readonly task: TaskRef }
  | { readonly name: 'retry'; readonly task: TaskRef; readonly hint: string | null }
  | { readonly name: 'abort'; readonly task: TaskRef }
  | { readonly name: 'help'; readonly topic: string | null };

/** Why a text is no command: one cause and one next step, as data for core/messages. */
export type Misunderstood =
  | { readonly cause: 'empty' }
  | { readonly cause: 'unknown_option'; readonly option: string; readonly nearest: string | null }
  | { readonly cause: 'bad_value'; readonly option: string; readonly value: string; readonly wants: string }
  | { readonly cause: 'repeated_option'; readonly option: string }
  | { readonly cause: 'nothing_to_do'; readonly example: string }
  | { readonly cause: 'which_task'; readonly verb: string }
  | { readonly cause: 'too_many_words'; readonly verb: string; readonly word: string }
  | { readonly cause: 'perhaps_a_verb'; readonly word: string; readonly nearest: string };

export type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly misunderstood: Misunderstood };

/** Help is written from this table; the parser reads it too. */
export const VERBS = {
  status: {
    usage: 'status [task]',
    does: 'shows one task, or yours that are still open',
    example: 'status t-4f7k2mqx',
  },
  list: { usage: 'list [open|waiting|all]', does: 'lists tasks, newest first', example: 'list waiting' },
  approve: {
    usage: 'approve [task]',
    does: 'approves a green task: it is merged as policy says',
    example: 'approve t-4f7k2mqx',
  },
  retry: {
    usage: 'retry [task] [hint]',
    does: 'starts again with fresh limits and your hint',
    example: 'retry t-4f7k2mqx look at the clock mock',
  },
  abort: { usage: 'abort [task]', does: 'stops a task; its branch stays', example: 'abort t-4f7k2mqx' },
  help: { usage: 'help [verb]', does: 'shows this', example: 'help retry' },
} as const;
export type Verb = keyof typeof VERBS;

const DURATION = 'a time such as 30m or 2h';
/** Options of a new task: what they want, and how their value is read. */
export const OPTIONS = {
  repo: { wants: 'a repository such as payments or acme/payments', example: 'repo=acme/payments' },
  base: { wants: 'a branch name', example: 'base=main' },
  agent: { wants: "an agent's name from the configuration", example: 'agent=claude-code' },
  attempts: { wants: 'a whole number from 1 to 20', example: 'attempts=3' },
  runtime: { wants: DURATION, example: 'runtime=45m' },
  cost: { wants: 'an amount in US dollars such as 2.50', example: 'cost=2.50' },
} as const;
type OptionName = keyof typeof OPTIONS;

const LIST_STATES: Record<string, readonly StateName[] | null> = {
  all: null,
  open: [
    'requested',
    'queued',
    'working',
    'publishing',
    'awaiting_ci',
    'green',
    'blocked',
    'needs_human',
    'approved',
  ],
  waiting: ['green', 'blocked', 'needs_human'],
};

const isVerb = (word: string): word is Verb => Object.hasOwn(VERBS, word);
const isOption = (word: string): word is OptionName => Object.hasOwn(OPTIONS, word);
const misunderstood = (cause: Misunderstood): Parsed => ({ ok: false, misunderstood: cause });

/** `inThread` is true where a thread of a task says which task is meant. */
export function parseCommand(input: string, inThread: boolean): Parsed {
  const words = wordsOf(input);
  const [first, ...rest] = words;
  if (first === undefined) return misunderstood({ cause: 'empty' });
  const verb = first.text.toLowerCase();
  if (isVerb(verb) && !first.quoted) return parseVerb(verb, rest, inThread);
  const close =
    words.length <= 2 && (rest.length === 0 || isTaskish(rest[0]?.text ?? ''))
      ? nearest(verb, Object.keys(VERBS))
      : null;
  if (close !== null && !first.quoted)
    return misunderstood({ cause: 'perhaps_a_verb', word: first.text, nearest: close });
  return parseStart(words);
}

function parseVerb(verb: Verb, rest: readonly Word[], inThread: boolean): Parsed {
  const words = rest.map((word) => word.text);
  switch (verb) {
    case 'help':
      return { ok: true, command: { name: 'help', topic: words[0]?.toLowerCase() ?? null } };
    case 'list':
      return parseList(words);
    default:
      return parseAboutTask(verb, words, inThread);
  }
}

function parseList(words: readonly string[]): Parsed {
  const [which = 'open', extra] = words;
  if (extra !== undefined) return misunderstood({ cause: 'too_many_words', verb: 'list', word: extra });
  const states = LIST_STATES[which.toLowerCase()];
  if (states === undefined)
    return misunderstood({ cause: 'bad_value', option: 'list', value: which, wants: 'open, waiting or all' });
  return { ok: true, command: { name: 'list', states } };
}

function parseAboutTask(
  verb: 'status' | 'approve' | 'retry' | 'abort',
  words: readonly string[],
  inThread: boolean,
): Parsed {
  const [first, ...rest] = words;
  const named: TaskRef | null =
    first !== undefined && isTaskish(first) ? { by: 'id', prefix: first.toLowerCase() } : null;
  const task: TaskRef | null = named ?? (inThread ? { by: 'thread' } : null);
  const others = named === null ? words : rest;
  if (verb === 'retry' && task !== null) {
    const hint = others.join(' ').trim();
    return { ok: true, command: { name: 'retry', task, hint: hint === '' ? null : hint } };
  }
  const [extra] = others;
  if (extra !== undefined && (named !== null || inThread))
    return misunderstood({ cause: 'too_many_words', verb, word: extra });
  if (verb === 'status')
    return extra === undefined
      ? { ok: true, command: { name: 'status', task } }
      : misunderstood({ cause: 'which_task', verb });
  if (task === null || verb === 'retry') return misunderstood({ cause: 'which_task', verb });
  return { ok: true, command: { name: verb, task } };
}

const isTaskish = (word: string): boolean => /^t-[0-9a-z]{1,8}$/i.test(word);
/** The tasks that a reference may mean, among ids. */
export const matchesRef = (id: TaskId, prefix: string): boolean =>
  isTaskId(prefix) ? id === prefix : id.startsWith(prefix);

function parseStart(words: readonly Word[]): Parsed {
  const options: Record<string, string> = {};
  const text: string[] = [];
  let optionsEnded = false;
  for (const word of words) {
    if (word.text === '--' && !word.quoted && !optionsEnded) {
      optionsEnded = true;
      continue;
    }
    const option = optionsEnded || word.quoted ? null : optionOf(word.text);
    if (option === null) {
      text.push(word.text);
      continue;
    }
    if (!isOption(option.name)) {
      const close = nearest(option.name, Object.keys(OPTIONS));
      return misunderstood({ cause: 'unknown_option', option: option.name, nearest: close });
    }
    if (Object.hasOwn(options, option.name))
      return misunderstood({ cause: 'repeated_option', option: option.name });
    options[option.name] = option.value;
  }
  const request = text.join(' ').trim();
  if (request === '')
    return misunderstood({ cause: 'nothing_to_do', example: 'fix flaky tests in payments' });
  return readOptions(options, request);
}

/** `name=value` with a plain lower-case name; anything else with an equals sign is part of the request. */
function optionOf(text: string): { name: string; value: string } | null {
  const match = /^([a-z][a-z-]{1,20})=(.*)$/s.exec(text);
  return match ? { name: match[1] ?? '', value: match[2] ?? '' } : null;
}

function readOptions(raw: Readonly<Record<string, string>>, text: string): Parsed {
  const options: { -readonly [K in keyof StartOptions]: StartOptions[K] } = {};
  for (const [name, value] of Object.entries(raw) as [OptionName, string][]) {
    const bad = () => misunderstood({ cause: 'bad_value', option: name, value, wants: OPTIONS[name].wants });
    switch (name) {
      case 'repo':
        if (!/^[\w.-]{1,100}(\/[\w.-]{1,100})?$/.test(value)) return bad();
        options.repo = value;
        break;
      case 'base':
        if (!isBranchName(value)) return bad();
        options.base = value;
        break;
      case 'agent':
        if (!/^[\w.-]{1,60}$/.test(value)) return bad();
        options.agent = value;
        break;
      case 'attempts':
        if (!/^([1-9]|1\d|20)$/.test(value)) return bad();
        options.attempts = Number(value);
        break;
      case 'runtime': {
        const ms = durationMs(value);
        if (ms === null) return bad();
        options.runtimeMs = ms;
        break;
      }
      case 'cost': {
        if (!/^\$?\d{1,5}(\.\d{1,2})?$/.test(value) || Number(value.replace('$', '')) === 0) return bad();
        options.costUsd = Number(value.replace('$', ''));
        break;
      }
    }
  }
  return { ok: true, command: { name: 'start', text, options } };
}

/** What git allows in a branch name, and a little less. */
const isBranchName = (name: string): boolean =>
  /^[\w][\w./+-]{0,199}$/.test(name) && !/\.\.|\/\/|\.lock$|[./]$|@\{/.test(name);

/** "90s", "30m", "2h", "1h30m" to milliseconds, at least a minute, at most a day; null otherwise. */
export function durationMs(text: string): number | null {
  const match = /^(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?$/.exec(text);
  if (match === null || text === '') return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return ms >= 60_000 && ms <= 86_400_000 ? ms : null;
}

type Word = { readonly text: string; readonly quoted: boolean };

/** Words by white space; quotes, straight or curly, keep words together and are dropped. A quote that never closes is a character. */
function wordsOf(input: string): readonly Word[] {
  const words: Word[] = [];
  const pattern =
    /([a-z][a-z-]{1,20}=)?(?:"([^"]*)"|“([^”]*)”|‘([^’]*)’(?=\s|$)|'([^']*)'(?=\s|$))(?=\s|$)|(\S+)/g;
  for (const match of input.matchAll(pattern)) {
    const [, option, straight, curly, curlySingle, single, plain] = match;
    const quoted = straight ?? curly ?? curlySingle ?? single;
    if (plain !== undefined) words.push({ text: plain, quoted: false });
    else words.push({ text: (option ?? '') + (quoted ?? ''), quoted: option === undefined });
  }
  return words;
}
