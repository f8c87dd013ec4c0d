// Options of a new task, `name=value` anywhere in its text: what each wants and how its value is read.
import type { Word } from './command-words.ts';
import { nearest } from './nearest.ts';
import type { Priority } from './task/request.ts';

export type StartOptions = {
  readonly repo?: string;
  readonly base?: string;
  readonly agent?: string;
  readonly attempts?: number;
  readonly runtimeMs?: number;
  readonly costUsd?: number;
  readonly priority?: Priority;
  /** Who alone may approve it, as typed: `@ana`. */
  readonly approvers?: readonly string[];
  /** Runs of the tests that prove a fix for flaky ones. */
  readonly proveRuns?: number;
  /** It starts even where a task does the same already. */
  readonly duplicate?: 'ok';
};

/** Help is written from this table. */
export const OPTIONS = {
  repo: { wants: 'a repository such as payments or acme/payments', example: 'repo=acme/payments' },
  base: { wants: 'a branch name', example: 'base=main' },
  agent: { wants: "an agent's name from the configuration", example: 'agent=claude-code' },
  attempts: { wants: 'a whole number from 1 to 20', example: 'attempts=3' },
  runtime: { wants: 'a time such as 30m or 2h, at most 24h', example: 'runtime=45m' },
  cost: { wants: 'an amount in US dollars such as 2.50', example: 'cost=2.50' },
  priority: { wants: 'low, normal or high', example: 'priority=high' },
  approvers: { wants: 'people such as @ana,@ben, who alone approve it', example: 'approvers=@ana,@ben' },
  prove: { wants: 'a whole number of runs from 1 to 200', example: 'prove=50' },
  duplicate: { wants: 'ok, to start beside a task that does the same', example: 'duplicate=ok' },
} as const;
export type OptionName = keyof typeof OPTIONS;

export type BadOption =
  | { readonly cause: 'unknown_option'; readonly option: string; readonly nearest: string | null }
  | { readonly cause: 'bad_value'; readonly option: string; readonly value: string; readonly wants: string }
  | { readonly cause: 'repeated_option'; readonly option: string };

export type SplitWords =
  | { readonly ok: true; readonly options: StartOptions; readonly others: readonly Word[] }
  | { readonly ok: false; readonly bad: BadOption };

/** Options taken out, the other words left as they are. A word in quotes or after `--` is never an option. */
export function takeOptions(words: readonly Word[]): SplitWords {
  const end = words.findIndex((word) => word.text === '--' && !word.quoted);
  const before = end === -1 ? words : words.slice(0, end);
  const after = end === -1 ? [] : words.slice(end + 1);
  const raw = new Map<OptionName, string>();
  const others: Word[] = [];
  for (const word of before) {
    const option = word.quoted ? null : optionOf(word.text);
    if (option === null) {
      others.push(word);
      continue;
    }
    const { name, value } = option;
    if (!isOption(name)) return bad({ cause: 'unknown_option', option: name, nearest: nearest(name, names) });
    if (raw.has(name)) return bad({ cause: 'repeated_option', option: name });
    raw.set(name, value);
  }
  const read = readOptions(raw);
  return read.ok ? { ok: true, options: read.options, others: [...others, ...after] } : read;
}

const names = Object.keys(OPTIONS);
const isOption = (word: string): word is OptionName => Object.hasOwn(OPTIONS, word);
const bad = (cause: BadOption) => ({ ok: false as const, bad: cause });

/** `name=value` with a plain lower-case name; phones capitalise a first word. Anything else with an equals sign is text. */
function optionOf(text: string): { name: string; value: string } | null {
  const match = /^([A-Za-z][a-z-]{1,20})=(.*)$/s.exec(text);
  if (match === null) return null;
  const [, typed = '', value = ''] = match;
  const name = typed.toLowerCase();
  return name === typed || isOption(name) ? { name, value } : null;
}

export const MAX_APPROVERS = 10;

const READERS: { readonly [K in OptionName]: (value: string) => StartOptions | null } = {
  repo: (value) => (/^[\w.-]{1,100}(\/[\w.-]{1,100})?$/.test(value) ? { repo: value } : null),
  base: (value) => (isBranchName(value) ? { base: value } : null),
  agent: (value) => (/^[\w.-]{1,60}$/.test(value) ? { agent: value } : null),
  attempts: (value) => (/^([1-9]|1\d|20)$/.test(value) ? { attempts: Number(value) } : null),
  runtime: (value) => {
    const runtimeMs = durationMs(value);
    return runtimeMs === null ? null : { runtimeMs };
  },
  priority: (value) => (isPriority(value) ? { priority: value } : null),
  approvers: (value) => {
    const approvers = [...new Set(value.split(','))];
    const isPeople = approvers.length <= MAX_APPROVERS && approvers.every((word) => /^@\S{1,80}$/.test(word));
    return isPeople ? { approvers } : null;
  },
  prove: (value) => (/^([1-9]|[1-9]\d|1\d\d|200)$/.test(value) ? { proveRuns: Number(value) } : null),
  duplicate: (value) => (value === 'ok' ? { duplicate: value } : null),
  cost: (value) => {
    const costUsd = /^\$?\d{1,5}(\.\d{1,2})?$/.test(value) ? Number(value.replace('$', '')) : 0;
    return costUsd > 0 ? { costUsd } : null;
  },
};

/** Null for a value that does not fit. */
export const readOption = (name: OptionName, value: string): StartOptions | null => READERS[name](value);

function readOptions(
  raw: ReadonlyMap<OptionName, string>,
): { ok: true; options: StartOptions } | { ok: false; bad: BadOption } {
  let options: StartOptions = {};
  for (const [name, value] of raw) {
    const read = readOption(name, value);
    if (read === null) return bad({ cause: 'bad_value', option: name, value, wants: OPTIONS[name].wants });
    options = { ...options, ...read };
  }
  return { ok: true, options };
}

const isPriority = (value: string): value is Priority => ['low', 'normal', 'high'].includes(value);

/** What git allows in a branch name, and a little less. */
const isBranchName = (name: string): boolean =>
  /^[\w][\w./+-]{0,199}$/.test(name) && !/\.\.|\/\/|\.lock$|[./]$|\/\./.test(name);

/** "90s", "30m", "2h", "1h30m" to milliseconds, at least a minute, at most a day; null otherwise. */
export function durationMs(text: string): number | null {
  const match = /^(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?$/.exec(text);
  if (match === null || text === '') return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return ms >= 60_000 && ms <= 86_400_000 ? ms : null;
}
