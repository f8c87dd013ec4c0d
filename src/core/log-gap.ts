// The line that stands where the middle of a log is missing. What a gap cut through is taken off too: half of a secret looks
// like none, and would be shown.

export const gapLine = (bytes: number): string => `\n[… ${bytes} bytes left out …]\n`;

export const MAX_GAP_LINE_BYTES = 64;

const GAP = /\n\[… (\d{1,15}) bytes left out …\]\n/g;
/** Longer than a secret that stands on one line; what has longer lines loses this much of them. */
const MAX_CUT_CHARS = 4_096;
/** A private key fills lines. */
const KEY_END = /-----END [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/;
const MAX_KEY_CHARS = 32 * 1024;

/** Without the line that each gap ends in and the one that goes on behind it. Whoever prints such a line hides lines of their own. */
export function withoutCutLines(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const gap of text.matchAll(GAP)) {
    if (gap.index < from) continue;
    const headEnd = gap.index - cutBefore(text.slice(from, gap.index));
    const tailStart = gap.index + gap[0].length;
    const tailCut = cutBehind(text.slice(tailStart, tailStart + MAX_KEY_CHARS));
    const cut = text.slice(headEnd, gap.index) + text.slice(tailStart, tailStart + tailCut);
    parts.push(text.slice(from, headEnd), gapLine(Number(gap[1]) + byteLength(cut)));
    from = tailStart + tailCut;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

function cutBefore(head: string): number {
  const lineStart = head.lastIndexOf('\n') + 1;
  return Math.min(head.length - lineStart, MAX_CUT_CHARS);
}

function cutBehind(tail: string): number {
  const lineEnd = tail.indexOf('\n') + 1;
  const line = lineEnd === 0 ? tail.length : lineEnd;
  const key = KEY_END.exec(tail);
  const isKeyCut = key !== null && !KEY_BEGIN.test(tail.slice(0, key.index));
  return isKeyCut ? key.index + key[0].length : Math.min(line, MAX_CUT_CHARS);
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
