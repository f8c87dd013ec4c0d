// Offsets, brackets and lines of a text, and hunks of them.
import { cleanTerminal, redactor } from '../redact.ts';

export type Range = { readonly from: number; readonly to: number };

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The offset after the bracket that closes the one at `open`; the end of the text where none does. `code` is masked. */
export function closing(code: string, open: number): number {
  const opener = code[open] ?? '';
  const closer = CLOSERS[opener];
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === opener) depth += 1;
    else if (code[at] === closer) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return code.length;
}

export const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Line numbers, from 1, of offsets: an index built once, asked often. */
export function lineIndex(text: string): (at: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (at) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

export type NumberedLine = { readonly line: number; readonly text: string };

/** Lines of `text` that `other` does not have as often, wherever they stand: a moved line is none of them. */
export function linesBeyond(text: string, other: string): NumberedLine[] {
  const left = new Map<string, number>();
  for (const line of other.split('\n')) left.set(line.trim(), (left.get(line.trim()) ?? 0) + 1);
  return text.split('\n').flatMap((line, i) => {
    const key = line.trim();
    const times = left.get(key) ?? 0;
    if (times > 0) left.set(key, times - 1);
    return times > 0 || key === '' ? [] : [{ line: i + 1, text: line }];
  });
}

const MAX_HUNK_LINES = 12;
const MAX_LINE_CHARS = 160;
const redact = redactor([]);
export const cleaned = (text: string): string => redact(cleanTerminal(text));

/** Removed and added lines as a diff shows them, bounded, without secrets and without characters that hide. */
export function hunkOf(removed: readonly string[], added: readonly string[]): string {
  const room = Math.max(MAX_HUNK_LINES / 2, MAX_HUNK_LINES - added.length);
  const lines = [
    ...marked('-', removed, room),
    ...marked('+', added, MAX_HUNK_LINES - Math.min(removed.length, room)),
  ];
  return cleaned(lines.join('\n'));
}

function marked(mark: string, lines: readonly string[], max: number): string[] {
  const shown = lines.flatMap((line) => line.split('\n'));
  const kept = shown.slice(0, shown.length > max ? max - 1 : max);
  const rest = shown.length - kept.length;
  const whole = kept.map((line) => {
    const text = line.replace(/\s+$/, '');
    return `${mark} ${text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)} …` : text}`;
  });
  return rest > 0 ? [...whole, `${mark} … ${rest} more lines`] : whole;
}

/** The whole lines that a range covers. */
export function linesOf(text: string, { from, to }: Range): string {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', Math.max(from, to - 1));
  return text.slice(start, end < 0 ? text.length : end);
}
