// What holds in a channel unless a task says otherwise, and what the admins' form for it brings back.
import type { Hours } from './calendar.ts';
import { HOURS_WANTS, hoursOf } from './config-words.ts';
import type { QuietHours } from './quiet.ts';
import { OPTIONS, readOption } from './start-options.ts';
import type { RepoRef } from './task/request.ts';

export type ChannelSettings = {
  readonly repo: RepoRef | null;
  /** Of `repo`, and of no other repository. */
  readonly base: string | null;
  readonly agent: string | null;
  readonly quiet: QuietHours | null;
  /** Who is called for what was asked there, as ids of the chat; null: the operator's. */
  readonly onCall: readonly string[] | null;
};

/** As it is wanted; null where nothing is to be set. */
export type WantedSettings = {
  readonly repo: string | null;
  readonly base: string | null;
  readonly agent: string | null;
  readonly quiet: Hours | null;
  readonly onCall: readonly string[] | null;
};

export type ReadSettings =
  | { readonly ok: true; readonly wanted: WantedSettings }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Every field that does not fit is told, in one go. */
export function readSettingsForm(fields: Readonly<Record<string, string>>): ReadSettings {
  const errors: Record<string, string> = {};
  const textOf = (name: string): string | null => (fields[name] ?? '').trim() || null;
  const option = (name: 'repo' | 'base' | 'agent'): string | null => {
    const text = textOf(name);
    if (text !== null && readOption(name, text) === null) errors[name] = `This takes ${OPTIONS[name].wants}.`;
    return text;
  };
  const quietText = textOf('quiet');
  const quiet = quietText === null ? null : hoursOf(quietText.replace(/\s+/g, ''));
  if (quietText !== null && quiet === null) errors.quiet = `This takes ${HOURS_WANTS}.`;
  const called = (textOf('on_call') ?? '').split(',').filter((word) => word !== '');
  const wanted = {
    repo: option('repo'),
    base: option('base'),
    agent: option('agent'),
    quiet,
    onCall: called.length === 0 ? null : called.map((word) => word.replace(/^@/, '')),
  };
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, wanted };
}
