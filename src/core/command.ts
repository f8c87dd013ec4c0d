// The grammar people type: `/agent …`, the same words after a mention. Text in, a command or a helpful misunderstanding out.

import { asTyped, type Word, wordsOf } from './command-words.ts';
import { type ConfigChange, configWords } from './config-words.ts';
import { type LinkCommand, linkWord, unlinkWord } from './link-words.ts';
import { type MuteUntil, muteUntil } from './mute-words.ts';
import { type BadOption, type StartOptions, takeOptions } from './start-options.ts';
import type { Extension } from './task/people.ts';
import type { StateName } from './task/state.ts';
import { isVerb, type Verb, verbNear } from './verbs.ts';

/** A task as a person names it: a whole id or its beginning, or the thread they are in. */
export type TaskRef = { readonly by: 'id'; readonly prefix: string } | { readonly by: 'thread' };

export type Command =
  | { readonly name: 'start'; readonly text: string; readonly options: StartOptions }
  | { readonly name: 'status'; readonly task: TaskRef | null }
  | { readonly name: 'list'; readonly states: readonly StateName[] | null }
  | { readonly name: 'approve'; readonly task: TaskRef }
  | { readonly name: 'retry'; readonly task: TaskRef; readonly hint: string | null; readonly review?: true }
  | { readonly name: 'abort'; readonly task: TaskRef }
  | { readonly name: 'mute'; readonly whom: TaskRef | 'me'; readonly until: MuteUntil }
  | { readonly name: 'unmute'; readonly whom: TaskRef | 'me' }
  | { readonly name: 'show'; readonly task: TaskRef }
  | { readonly name: 'logs'; readonly task: TaskRef }
  | { readonly name: 'extend'; readonly task: TaskRef; readonly limits: Extension['limits'] }
  | { readonly name: 'take'; readonly task: TaskRef }
  | { readonly name: 'escalate'; readonly task: TaskRef; readonly reason: string }
  | { readonly name: 'ack'; readonly task: TaskRef }
  | { readonly name: 'config'; readonly change: ConfigChange | null }
  | LinkCommand
  | { readonly name: 'help'; readonly topic: string | null };

/** Why a text is no command: one cause and one next step, as data for core/messages. */
export type Misunderstood =
  | { readonly cause: 'empty' }
  | BadOption
  | { readonly cause: 'nothing_to_do'; readonly example: string }
  | { readonly cause: 'which_task'; readonly verb: string }
  | { readonly cause: 'too_many_words'; readonly verb: string; readonly word: string }
  | { readonly cause: 'bad_words'; readonly verb: Verb; readonly value: string; readonly wants: string }
  | { readonly cause: 'perhaps_a_verb'; readonly word: string; readonly nearest: string };

export type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly misunderstood: Misunderstood };

const misunderstood = (cause: Misunderstood): Parsed => ({ ok: false, misunderstood: cause });

/** `inThread` is true where a thread of a task says which task is meant. */
export function parseCommand(input: string, inThread: boolean): Parsed {
  const words = wordsOf(input);
  const [first, ...rest] = words;
  if (first === undefined) return misunderstood({ cause: 'empty' });
  const verb = first.text.toLowerCase();
  if (isVerb(verb) && !first.quoted) return parseVerb(verb, rest, inThread);
  const [second] = rest;
  const isAlone = second === undefined || (rest.length === 1 && isTaskish(second.text));
  const close = isAlone && !first.quoted ? verbNear(verb) : null;
  if (close !== null) return misunderstood({ cause: 'perhaps_a_verb', word: first.text, nearest: close });
  return parseStart(words);
}

function parseVerb(verb: Verb, rest: readonly Word[], inThread: boolean): Parsed {
  switch (verb) {
    case 'help':
      return { ok: true, command: { name: 'help', topic: rest[0]?.text.toLowerCase() ?? null } };
    case 'list':
      return parseList(rest.map((word) => word.text));
    case 'config':
      return parseConfig(rest);
    case 'link':
    case 'unlink':
      return parseLink(verb, rest);
    case 'extend':
      return parseExtend(rest, inThread);
    case 'mute':
    case 'unmute':
      return parseMute(verb, rest, inThread);
    default:
      return parseAboutTask(verb, rest, inThread);
  }
}

const LIST_STATES: Record<string, readonly StateName[] | null> = {
  all: null,
  open: [
    'requested',
    'queued',
    'working',
    'publishing',
    'awaiting_ci',
    'proving',
    'green',
    'blocked',
    'needs_human',
    'approved',
  ],
  waiting: ['green', 'blocked', 'needs_human'],
};

function parseList(words: readonly string[]): Parsed {
  const [which = 'open', extra] = words;
  if (extra !== undefined) return misunderstood({ cause: 'too_many_words', verb: 'list', word: extra });
  const name = which.toLowerCase();
  const states = Object.hasOwn(LIST_STATES, name) ? LIST_STATES[name] : undefined;
  if (states === undefined)
    return misunderstood({ cause: 'bad_value', option: 'list', value: which, wants: 'open, waiting or all' });
  return { ok: true, command: { name: 'list', states } };
}

function parseConfig(words: readonly Word[]): Parsed {
  const read = configWords(words.map(({ text }) => text));
  return read.ok
    ? { ok: true, command: { name: 'config', change: read.change } }
    : misunderstood({ cause: 'bad_words', verb: 'config', value: read.value, wants: read.wants });
}

/** Verbs about people take one word at most. */
function parseLink(verb: 'link' | 'unlink', [first, extra]: readonly Word[]): Parsed {
  if (extra !== undefined) return misunderstood({ cause: 'too_many_words', verb, word: extra.text });
  const read = verb === 'link' ? linkWord(first?.text) : unlinkWord(first?.text);
  return read.ok
    ? { ok: true, command: read.command }
    : misunderstood({ cause: 'bad_words', verb, value: first?.text ?? '', wants: read.wants });
}

const EXTENDABLE = { attempts: 'maxAttempts', runtimeMs: 'maxRuntimeMs', costUsd: 'maxCostUsd' } as const;

function parseExtend(words: readonly Word[], inThread: boolean): Parsed {
  const split = takeOptions(words);
  if (!split.ok) return misunderstood(split.bad);
  const { task, others } = taskAmong(split.others, inThread);
  if (task === null) return misunderstood({ cause: 'which_task', verb: 'extend' });
  const [extra] = others;
  if (extra !== undefined)
    return misunderstood({ cause: 'too_many_words', verb: 'extend', word: extra.text });
  const { attempts, runtimeMs, costUsd, ...rest } = split.options;
  const given = Object.entries({ attempts, runtimeMs, costUsd }).filter(([, value]) => value !== undefined);
  const [stranger] = Object.keys(rest);
  if (given.length === 0 || stranger !== undefined)
    return misunderstood({
      cause: 'bad_words',
      verb: 'extend',
      value: stranger ?? '',
      wants: 'attempts=, runtime= or cost=, each as much as there is to be in all',
    });
  const limits = Object.fromEntries(
    given.map(([name, value]) => [EXTENDABLE[name as keyof typeof EXTENDABLE], value]),
  );
  return { ok: true, command: { name: 'extend', task, limits } };
}

const MUTE_WANTS = 'a time such as 1h or 4h (at most 24h), or tomorrow';

function parseMute(verb: 'mute' | 'unmute', words: readonly Word[], inThread: boolean): Parsed {
  const isMe = words[0]?.text.toLowerCase() === 'me';
  const { task, others } = isMe ? { task: null, others: words.slice(1) } : taskAmong(words, inThread);
  const whom = isMe ? 'me' : task;
  if (whom === null) return misunderstood({ cause: 'which_task', verb });
  const [length, extra] = verb === 'mute' ? others : [undefined, others[0]];
  if (extra !== undefined) return misunderstood({ cause: 'too_many_words', verb, word: extra.text });
  if (verb === 'unmute') return { ok: true, command: { name: 'unmute', whom } };
  const until = muteUntil(length?.text.toLowerCase());
  const isEndless = isMe && until?.kind === 'end';
  if (until === null || isEndless)
    return misunderstood({
      cause: 'bad_words',
      verb,
      value: length?.text ?? '',
      wants: isMe ? MUTE_WANTS : `${MUTE_WANTS}, or end`,
    });
  return { ok: true, command: { name: 'mute', whom, until } };
}

/** The task that the words begin with, else the thread's; the words without it. */
function taskAmong(
  words: readonly Word[],
  inThread: boolean,
): { readonly task: TaskRef | null; readonly others: readonly Word[] } {
  const [first, ...rest] = words;
  if (first !== undefined && isTaskish(first.text))
    return { task: { by: 'id', prefix: first.text.toLowerCase() }, others: rest };
  return { task: inThread ? { by: 'thread' } : null, others: words };
}

function parseAboutTask(
  verb: 'status' | 'show' | 'logs' | 'approve' | 'retry' | 'abort' | 'take' | 'escalate' | 'ack',
  words: readonly Word[],
  inThread: boolean,
): Parsed {
  const { task, others } = taskAmong(words, inThread);
  if (task === null) {
    const isBareStatus = verb === 'status' && others.length === 0;
    return isBareStatus
      ? { ok: true, command: { name: 'status', task: null } }
      : misunderstood({ cause: 'which_task', verb });
  }
  if (verb === 'retry') {
    const typed = asTyped(others);
    const isReview = /^comments(?::|$)/i.test(typed);
    const hint = isReview ? typed.replace(/^comments:?\s*/i, '') : typed;
    const review = isReview ? ({ review: true } as const) : {};
    return { ok: true, command: { name: 'retry', task, hint: hint === '' ? null : hint, ...review } };
  }
  if (verb === 'escalate') return { ok: true, command: { name: verb, task, reason: asTyped(others) } };
  const [extra] = others;
  if (extra !== undefined) return misunderstood({ cause: 'too_many_words', verb, word: extra.text });
  return { ok: true, command: { name: verb, task } };
}

/** A whole id, even a mistyped one, or the beginning of one in the letters that ids are made of. */
const isTaskish = (word: string): boolean => /^t-([0-9a-z]{8}|[0-9a-hjkmnp-tv-z]{1,7})$/i.test(word);

function parseStart(words: readonly Word[]): Parsed {
  const split = takeOptions(words);
  if (!split.ok) return misunderstood(split.bad);
  const text = asTyped(split.others);
  if (text === '') return misunderstood({ cause: 'nothing_to_do', example: 'fix flaky tests in payments' });
  return { ok: true, command: { name: 'start', text, options: split.options } };
}
