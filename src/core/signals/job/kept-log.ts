// What is kept of a job's log to be shown and read on: all of it, or its head and its tail, each line at its own number. Pure, streaming.
import { cleanTerminal } from '../../redact.ts';
import type { RawLine } from '../reading/text-lines.ts';

const STAMP = /^(?:[^\t]{1,300}\t[^\t]{1,300}\t)?\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z(?: |$)/;
const PLAIN = /^[\x20-\x7e\t]*$/;
/** A quarter for the head: where a job says what it runs; failures stand near the end. */
const HEAD_SHARE = 0.25;

/** Stands in for lines that are left out; a line of the log that looks like it gets a blank before it. */
const GAP = /^\[lines (\d+) to (\d+) of this log are left out here\]$/;
export const gapLine = (from: number, to: number): string =>
  `[lines ${from} to ${to} of this log are left out here]`;

export type Gap = { readonly fromLine: number; readonly toLine: number };
export type Kept = { readonly text: string; readonly gap: Gap | null };

type Line = { readonly text: string; readonly bytes: number };

export class KeptLog {
  readonly #headBytes: number;
  readonly #tailBytes: number;
  readonly #head: string[] = [];
  #inHead = 0;
  #isHeadFull = false;
  #tail: Line[] = [];
  #tailStart = 0;
  #inTail = 0;
  #gone = 0;

  constructor(maxBytes: number) {
    this.#headBytes = Math.floor(maxBytes * HEAD_SHARE);
    this.#tailBytes = maxBytes - this.#headBytes;
  }

  add({ text }: RawLine): void {
    // A sure upper bound of what it weighs as UTF-8, without encoding it.
    const bytes = (PLAIN.test(text) ? text.length : text.length * 3) + 1;
    if (!this.#isHeadFull && this.#inHead + bytes <= this.#headBytes) {
      this.#head.push(text);
      this.#inHead += bytes;
      return;
    }
    this.#isHeadFull = true;
    this.#tail.push({ text, bytes });
    this.#inTail += bytes;
    while (this.#inTail > this.#tailBytes && this.#tailStart < this.#tail.length - 1) this.#drop();
  }

  /** Secrets are taken out of what is kept as one text: none is missed for standing at the edge of a line. */
  end(redact: (text: string) => string): Kept {
    const tail = this.#tail.slice(this.#tailStart).map(({ text }) => text);
    if (this.#gone === 0) return { text: redact(shown([...this.#head, ...tail])), gap: null };
    const from = this.#head.length + 1;
    const gap = { fromLine: from, toLine: from + this.#gone - 1 };
    const head = redact(shown(this.#head));
    return { text: [head, gapLine(gap.fromLine, gap.toLine), redact(shown(tail))].join('\n'), gap };
  }

  #drop(): void {
    this.#inTail -= (this.#tail[this.#tailStart] as Line).bytes;
    this.#tailStart += 1;
    this.#gone += 1;
    if (this.#tailStart > 4_096 && this.#tailStart * 2 > this.#tail.length) {
      this.#tail = this.#tail.slice(this.#tailStart);
      this.#tailStart = 0;
    }
  }
}

const shown = (lines: readonly string[]): string => lines.map(cleanLine).join('\n');

function cleanLine(raw: string): string {
  const text = raw.replace(STAMP, '');
  const clean = PLAIN.test(text) ? text : cleanTerminal(text);
  return GAP.test(clean) ? ` ${clean}` : clean;
}

/** The end of a kept log, where it is longer than may be handed on: its lines still at their numbers. */
export function handedLog(kept: string, maxChars: number): string {
  if (kept.length <= maxChars) return kept;
  const from = kept.indexOf('\n', kept.length - maxChars) + 1;
  let last = 0;
  for (const line of kept.slice(0, Math.max(0, from - 1)).split('\n'))
    last = Number(GAP.exec(line)?.[2] ?? last + 1);
  return `${gapLine(1, last)}\n${kept.slice(from)}`;
}
