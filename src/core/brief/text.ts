// Pieces of a prompt: foreign text in blocks that it cannot close, and sizes in bytes, which is what an agent's input is limited in.

import { cleanTerminal } from '../redact.ts';

const encoder = new TextEncoder();
export const bytesOf = (text: string): number => encoder.encode(text).length;

/** At most `maxBytes` of UTF-8, cut between characters, saying that it was cut. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (bytesOf(text) <= maxBytes) return text;
  const mark = ' […]';
  const room = Math.max(0, maxBytes - bytesOf(mark));
  const whole = encoder.encode(text).subarray(0, room);
  // A character cut in two decodes to U+FFFD at the end; the text's own U+FFFD elsewhere stays.
  const kept = new TextDecoder().decode(whole).replace(/\uFFFD+$/, '');
  return kept + mark;
}

/** One line without control characters: for names of tests, jobs and files, which are anybody's text. */
export const nameLine = (text: string, maxBytes: number): string =>
  cutToBytes(
    text
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .replace(/\p{Cf}/gu, '')
      .trim(),
    maxBytes,
  );

/**
 * A fenced block with its origin named, holding only what a person would see. The fence is longer than any run of backticks
 * inside, so no content can close it.
 * `what` is our own text, never foreign.
 */
export function dataBlock(what: string, content: string): string {
  const seen = cleanTerminal(content);
  const longest = Math.max(0, ...Array.from(seen.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text ${what}\n${seen.replace(/\s+$/, '')}\n${fence}`;
}

export const paragraphs = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join('\n\n');
