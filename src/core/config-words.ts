// What of a channel can be set by words: `quiet 22:00-07:00`, `repo payments`, and `off` for either.
import type { Hours } from './calendar.ts';

export type ConfigChange = { readonly quiet: Hours | null } | { readonly repo: string | null };

type Read =
  | { readonly ok: true; readonly change: ConfigChange | null }
  | { readonly ok: false; readonly value: string; readonly wants: string };

export const HOURS_WANTS = 'hours such as 22:00-07:00';
const QUIET_WANTS = `${HOURS_WANTS}, or off`;

export function configWords(words: readonly string[]): Read {
  const [key, value = '', ...more] = words;
  if (key === undefined) return { ok: true, change: null };
  if (key.toLowerCase() === 'repo') return repoOf(value, more);
  if (key.toLowerCase() !== 'quiet')
    return { ok: false, value: key, wants: `quiet and ${QUIET_WANTS}, or repo and ${REPO_WANTS}` };
  if (value.toLowerCase() === 'off' && more.length === 0) return { ok: true, change: { quiet: null } };
  const quiet = hoursOf([value, ...more].join(''));
  return quiet === null
    ? { ok: false, value: [value, ...more].join(' '), wants: QUIET_WANTS }
    : { ok: true, change: { quiet } };
}

const REPO_WANTS = 'a repository such as payments or acme/payments, or off';

function repoOf(name: string, more: readonly string[]): Read {
  const isName = /^[\w.-]{1,100}(\/[\w.-]{1,100})?$/.test(name) && more.length === 0;
  if (!isName) return { ok: false, value: [name, ...more].join(' '), wants: REPO_WANTS };
  return { ok: true, change: { repo: name.toLowerCase() === 'off' ? null : name } };
}

/** "22:00-07:00", also with the dash of a phone's keyboard. Null where it is none, or no time at all. */
export function hoursOf(text: string): Hours | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)[-–—]([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null) return null;
  const [, fromHour, fromMinute, toHour, toMinute] = match.map(Number);
  const hours = {
    fromMinute: (fromHour ?? 0) * 60 + (fromMinute ?? 0),
    toMinute: (toHour ?? 0) * 60 + (toMinute ?? 0),
  };
  return hours.fromMinute === hours.toMinute ? null : hours;
}

/** As it can be typed again. */
export const hoursTyped = ({ fromMinute, toMinute }: Hours): string =>
  [fromMinute, toMinute]
    .map((minute) =>
      [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':'),
    )
    .join('-');
