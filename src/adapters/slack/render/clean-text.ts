// Untrusted text made harmless to read: no terminal codes, no control or bidirectional tricks, nothing that pings.
import { stripVTControlCharacters } from 'node:util';

/** Turns the direction of what follows: source text can be made to read differently from what it is. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Shown as nothing, so it can hide words from a reader. ZWJ and ZWNJ stay: emoji and several scripts need them. */
const INVISIBLE = /[\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** Slack pings on these words where a client still parses names; a zero width space in the middle ends that. */
const BROADCAST = /@(?=(?:here|channel|everyone|group)\b)/gi;

/** Well-formed text of letters, line breaks and tabs. Bidirectional controls become U+FFFD, so that a reader sees something was there. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .replace(BIDI, '\ufffd');
}

/** The same on one line. */
export const cleanLine = (text: string): string => cleanText(text).replace(/\s*\n\s*/g, ' ');

/** For mrkdwn: `&`, `<`, `>` as Slack wants them, so that no mention, command or masked link can be written. */
export function escapeMrkdwn(text: string): string {
  return cleanText(text)
    .replace(BROADCAST, '@\u200b')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
