// Small pieces of sentences: numbers, names, times, links. Nothing here knows a chat's markup.
import { dateOf, dayOf, UTC, weekdayOf } from '../calendar.ts';
import type { Sha } from '../ids.ts';
import type { Line, Message, Span } from './message.ts';

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** At most `max` characters, cut at a character and never in the middle of a pair, with an ellipsis. */
export function shorten(text: string, max: number): string {
  const characters = Array.from(text);
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

export const oneLine = (text: string, max: number): string => shorten(text.replace(/\s+/g, ' ').trim(), max);

export const shortSha = (commit: Sha): string => commit.slice(0, 7);

/** "14:03 UTC" of a moment. */
export function clockUtc(ms: number): string {
  const minutes = Math.floor(ms / 60_000) % 1440;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)} UTC`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** "14:03 UTC", or "Mon 1 Dec, 14:03 UTC" where that is another day than the one it is told on. */
export function momentUtc(ms: number, toldAtMs: number): string {
  const day = dayOf(ms, UTC);
  if (day === dayOf(toldAtMs, UTC)) return clockUtc(ms);
  const { month, date } = dateOf(day);
  return `${WEEKDAYS[weekdayOf(day)]} ${date} ${MONTHS[month - 1]}, ${clockUtc(ms)}`;
}

/** "45 s", "12 min", "2 h 5 min". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "a, b and c", with the rest counted past `max`. */
export function list(items: readonly string[], max = 3): string {
  const shown = items.slice(0, max);
  const rest = items.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** A sentence is closed once: untrusted ends with a mark of its own, or with none. */
export const closed = (text: string): string => {
  const bare = text.replace(/[\s.,:;]+$/, '');
  return /[!?…]["”)]?$/.test(bare) ? bare : `${bare}.`;
};

/** "cause: detail." with the detail bounded, on one line, or left out where there is none. */
export function because(cause: string, detail: string, max = MAX_SHOWN_DETAIL): string {
  const said = oneLine(detail, max).replace(/^[\s.,:;]+/, '');
  return closed(said === '' ? cause : `${cause}: ${said}`);
}
const MAX_SHOWN_DETAIL = 300;

/** People or groups, each pinged where the message is posted to all. */
export const mentionsOf = (ids: readonly string[]): Line =>
  ids.flatMap((mention, at): Span[] => (at === 0 ? [{ mention }] : [' ', { mention }]));

/** A person's name as shown: anybody's text. */
export const shownName = (name: string): string => oneLine(name, 60);

export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The same as plain text, for notifications and screen readers. */
export const plain = (line: Line): string => line.map(plainSpan).join('');

function plainSpan(span: Span): string {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('code' in span) return span.code;
  if ('link' in span) return span.label;
  if ('channel' in span) return 'this channel';
  return '';
}

export function joinSpans(parts: readonly Line[], separator: string): Line {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

/** A message of lines. Notifications and screen readers get its sentences, without the links that stand beside them. */
export const messageOf = (lines: readonly Line[], separator = ' '): Message => ({
  text: lines
    .map((line) => plain(line.filter((span) => typeof span === 'string' || !('link' in span))))
    .map((text) => text.replace(/[\s·]+$/, '').trim())
    .filter((text) => text !== '')
    .join(separator),
  blocks: [{ kind: 'lines', lines }],
});

/** The same to read, and nobody is called by it. */
export const withoutPings = (message: Message): Message => ({
  ...message,
  blocks: message.blocks.map((block) =>
    'lines' in block ? { ...block, lines: block.lines.map(withoutMentions) } : block,
  ),
});

/** The space after a mention goes with it. */
const withoutMentions = (line: Line): Line =>
  line.filter((span, index) => {
    const before = line[index - 1];
    const isAfterOne = span === ' ' && before !== undefined && isMention(before);
    return !isMention(span) && !isAfterOne;
  });

const isMention = (span: Span): boolean => typeof span !== 'string' && 'mention' in span;

/** A message whose lines are told one by one, even in a notification. */
export const lines = (...all: readonly Line[]): Message => messageOf(all, '\n');
