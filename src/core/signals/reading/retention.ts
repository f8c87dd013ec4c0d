// What is kept of one step, however long: its head, its tail, and between them windows around lines that carry a mark.
import type { LogLine } from '../log-lines.ts';

export type Limits = {
  readonly headLines: number;
  readonly tailLines: number;
  readonly tailChars: number;
  readonly windowLines: number;
  readonly windowChars: number;
};

export const STEP_LIMITS: Limits = {
  headLines: 2_000,
  tailLines: 20_000,
  tailChars: 6_000_000,
  windowLines: 10_000,
  windowChars: 4_000_000,
};
/** What is left of a step that did not fail, when the whole log is too long. */
const PASSED_LIMITS: Limits = {
  headLines: 100,
  tailLines: 400,
  tailChars: 200_000,
  windowLines: 0,
  windowChars: 0,
};

/** Lines of context kept around a marked one. A test's failure follows its headline. */
const BEFORE = 40;
const AFTER = 120;

/** A run of lines that were seen and not kept. */
export type Hole = {
  readonly fromLine: number;
  readonly toLine: number;
  readonly lines: number;
  readonly chars: number;
};

type Entry = { readonly line: LogLine; readonly at: number };

export class Retention {
  #limits: Limits;
  #head: Entry[] = [];
  #windows: Entry[] = [];
  #windowChars = 0;
  #tail: Entry[] = [];
  #tailStart = 0;
  #tailChars = 0;
  #marked: number[] = [];
  #markedStart = 0;
  #lastMark = Number.NEGATIVE_INFINITY;
  #count = 0;
  #holes: Hole[] = [];
  chars = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(line: LogLine, isMarked: boolean): void {
    const entry = { line, at: this.#count };
    this.#count += 1;
    this.chars += line.text.length;
    if (entry.at < this.#limits.headLines) {
      this.#head.push(entry);
      if (isMarked) this.#lastMark = entry.at;
      return;
    }
    if (isMarked) this.#marked.push(entry.at);
    this.#tail.push(entry);
    this.#tailChars += line.text.length;
    while (this.#isTailFull()) this.#leaveTail();
  }

  /** For a step that did not fail in a log that is too long as a whole. */
  shrink(): void {
    this.#limits = PASSED_LIMITS;
    for (const entry of this.#windows) this.#drop(entry);
    this.#windows = [];
    this.#windowChars = 0;
    for (const entry of this.#head.splice(PASSED_LIMITS.headLines)) this.#drop(entry);
    while (this.#isTailFull()) this.#leaveTail();
  }

  lines(): LogLine[] {
    return [...this.#head, ...this.#windows, ...this.#tail.slice(this.#tailStart)].map(({ line }) => line);
  }

  holes(): readonly Hole[] {
    return this.#holes;
  }

  #isTailFull(): boolean {
    const lines = this.#tail.length - this.#tailStart;
    return lines > this.#limits.tailLines || (lines > 1 && this.#tailChars > this.#limits.tailChars);
  }

  #leaveTail(): void {
    const entry = this.#tail[this.#tailStart] as Entry;
    this.#tailStart += 1;
    this.#tailChars -= entry.line.text.length;
    if (this.#tailStart > 1_024 && this.#tailStart * 2 > this.#tail.length) {
      this.#tail = this.#tail.slice(this.#tailStart);
      this.#tailStart = 0;
    }
    if (this.#isNearMark(entry.at) && this.#hasRoom(entry)) {
      this.#windows.push({ at: entry.at, line: { ...entry.line, text: ownCopy(entry.line.text) } });
      this.#windowChars += entry.line.text.length;
    } else this.#drop(entry);
  }

  #isNearMark(at: number): boolean {
    while (this.#markedStart < this.#marked.length && (this.#marked[this.#markedStart] as number) <= at) {
      this.#lastMark = this.#marked[this.#markedStart] as number;
      this.#markedStart += 1;
    }
    if (this.#markedStart > 1_024) {
      this.#marked = this.#marked.slice(this.#markedStart);
      this.#markedStart = 0;
    }
    const nextMark = this.#marked[this.#markedStart] ?? Number.POSITIVE_INFINITY;
    return at - this.#lastMark <= AFTER || nextMark - at <= BEFORE;
  }

  #hasRoom(entry: Entry): boolean {
    return (
      this.#windows.length < this.#limits.windowLines &&
      this.#windowChars + entry.line.text.length <= this.#limits.windowChars
    );
  }

  #drop({ line }: Entry): void {
    this.chars -= line.text.length;
    const last = this.#holes.at(-1);
    const chars = line.text.length;
    if (last !== undefined && line.no === last.toLine + 1) {
      this.#holes[this.#holes.length - 1] = {
        fromLine: last.fromLine,
        toLine: line.no,
        lines: last.lines + 1,
        chars: last.chars + chars,
      };
    } else this.#holes.push({ fromLine: line.no, toLine: line.no, lines: 1, chars });
  }
}

/** A slice of a string keeps the whole string alive; the few lines of a window must not hold their megabytes. */
const ownCopy = (text: string): string => ` ${text}`.slice(1);
