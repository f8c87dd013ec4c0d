// Lines of spans as Slack's mrkdwn. Pure; the result may be too long, clampBlocks cuts it.
import type { Line, Span } from '#core/messages/message.ts';
import { cleanLine, escapeMrkdwn } from './clean-text.ts';
import { LIMITS } from './limits.ts';

const USER = /^[UW][A-Z0-9]{2,}$/;
const CHANNEL = /^[CG][A-Z0-9]{2,}$/;
const USER_GROUP = /^S[A-Z0-9]{2,}$/;

export const linesMrkdwn = (lines: readonly Line[]): string => lines.map(lineMrkdwn).join('\n');

export const lineMrkdwn = (line: Line): string => line.map(spanMrkdwn).join('');

function spanMrkdwn(span: Span): string {
  if (typeof span === 'string') return plain(span);
  if ('bold' in span) return wrapped('*', plain(cleanLine(span.bold)).replaceAll('*', '∗'));
  if ('code' in span) return wrapped('`', plain(cleanLine(span.code)));
  if ('link' in span) return link(span.link, plain(cleanLine(span.label)));
  if ('channel' in span) return channel(span.channel);
  return mention(span.mention);
}

/** A stray backtick would pair with one of ours and swallow what stands between. */
const plain = (text: string): string => escapeMrkdwn(text).replaceAll('`', 'ˋ');

/** Slack takes a mark only beside a character that is no space. */
function wrapped(mark: string, text: string): string {
  const inner = text.trim();
  return inner === '' ? text : text.replace(inner, () => `${mark}${inner}${mark}`);
}

function link(url: string, label: string): string {
  const target = linkTarget(url);
  if (target === null) return label;
  // `|` in a label is harmless, an empty label is not: Slack shows nothing to click.
  const shown = label.trim() === '' ? '' : `|${label}`;
  return `<${escapeTarget(target)}${shown}>`;
}

/** Nothing is put into an address but escapes that mean the same: it would lead elsewhere. */
const escapeTarget = (href: string): string =>
  href.replaceAll('&', '&amp;').replace(/[<>|`]/g, (mark) => TARGET_ESCAPES[mark] ?? '');
const TARGET_ESCAPES: Readonly<Record<string, string>> = { '<': '%3C', '>': '%3E', '|': '%7C', '`': '%60' };

/** The address as a link may carry it, or null: only the web, and only what Slack takes. */
export function linkTarget(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return null;
  return parsed.href.length <= LIMITS.url ? parsed.href : null;
}

const channel = (id: string): string => (CHANNEL.test(id) ? `<#${id}>` : plain(`#${cleanLine(id)}`));

function mention(id: string): string {
  if (USER.test(id)) return `<@${id}>`;
  if (USER_GROUP.test(id)) return `<!subteam^${id}>`;
  return plain(`@${cleanLine(id)}`);
}
