// Files whose lines end with carriage returns alone, as old systems and some consoles write them: no line feed is in them at all.
import type { TextReader } from './text-reader.ts';

const MIN_LINES = 3;

/** A progress bar goes back to the beginning of its line as well, but says the same again with other numbers. */
export function hasBareReturns(head: string): boolean {
  if (!head.includes('\r') || head.includes('\n')) return false;
  const lines = head.split('\r').filter((line) => line.trim() !== '');
  const shapes = new Set(lines.map((line) => line.replace(/[^\p{L}]+/gu, ' ')));
  return lines.length >= MIN_LINES && shapes.size > lines.length / 2;
}

export function withFeeds(reader: TextReader): TextReader {
  let hasReturn = false;
  return {
    push(text) {
      // A line end of two characters may be cut in two.
      const own = hasReturn && text.startsWith('\n') ? text.slice(1) : text;
      hasReturn = text.endsWith('\r');
      reader.push(own.replace(/\r\n?/g, '\n'));
    },
    end: (seen) => reader.end(seen),
  };
}
