// What is kept of one step, however long: its head, its tail, and between them windows around lines that carry a mark. Marks
// have room before words like "error", and seldom marks before those that stand everywhere: no noise takes the room of a failure.
import type { LogLine } from '../log-lines.ts';
import { ownCopy } from '../own-copy.ts';

/** How much a line is worth keeping: 0 nothing, 1 says a word of trouble, 2 bears a mark seen often, 3 a seldom one. */
export type Weight = 0 | 1 | 2 | 3;

type Room = { readonly lines: number; readonly chars: number };
export type Limits = {
  readonly headLines: number;
  readonly tailLines: number;
  readonly tailChars: number;
  /** Of windows, by the weight of what they stand around. */
  readonly windows: Readonly<Record<1 | 2 | 3, Room>>;
};

export const STEP_LIMITS: Limits = {
  headLines: 2_000,
  tailLines: 20_000,
  tailChars: 6_000_000,
  windows: {
    3: { lines: 6_000, chars: 2_000_000 },
    2: { lines: 6_000, chars: 2_000_000 },
    1: { lines: 3_000, chars: 1_000_000 },
  },
};
const NO_ROOM: Room = { lines: 0, chars: 0 };
/** What is left of a step that did not fail, when the whole log is too long. */
const PASSED_LIMITS: Limits = {
  headLines: 100,
  tailLines: 400,
  tailChars: 200_000,
  windows: { 1: NO_ROOM, 2: NO_ROOM, 3: NO_ROOM },
};

/** Lines of context kept around a marked one. A test's failure follows its headline. */
const BEFORE = 40;
const AFTER = 120;

export const WHY_DROPPED = {
  far: 'between the head and the tail that are kept of a step, and far from any mark of a failure',
  full: 'near a mark of a failure, but so many lines bear one that there was no room for all',
  passed: 'of a step that did not fail, in a log too long to be kept whole',
} as const;

/** A run of lines that were seen and not kept. */
export type Hole = {
  readonly fromLine: number;
  readonly toLine: number;
  readonly lines: number;
  readonly chars: number;
  readonly why: (typeof WHY_DROPPED)[keyof typeof WHY_DROPPED];
};

type Entry = { readonly line: LogLine; readonly at: number };
type Marked = { readonly at: number; readonly weight: Weight };
const WEIGHTS = [3, 2, 1] as const;
const NEVER = Number.NEGATIVE_INFINITY;

export class Retention {
  #limits: Limits;
  #head: Entry[] = [];
  #windows: Entry[] = [];
  readonly #used: Record<1 | 2 | 3, { lines: number; chars: number }> = {
    1: { ...NO_ROOM },
    2: { ...NO_ROOM },
    3: { ...NO_ROOM },
  };
  #tail: Entry[] = [];
  #tailStart = 0;
  #tailChars = 0;
  #marked: Marked[] = [];
  #markedStart = 0;
  readonly #lastMark: Record<1 | 2 | 3, number> = { 1: NEVER, 2: NEVER, 3: NEVER };
  #count = 0;
  #holes: Hole[] = [];
  #hasPassed = false;
  chars = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(line: LogLine, weight: Weight): void {
    const entry = { line, at: this.#count };
    this.#count += 1;
    this.chars += line.text.length;
    if (entry.at < this.#limits.headLines) {
      this.#head.push(entry);
      if (weight !== 0) this.#lastMark[weight] = entry.at;
      return;
    }
    if (weight !== 0) this.#marked.push({ at: entry.at, weight });
    this.#tail.push(entry);
    this.#tailChars += line.text.length;
    while (this.#isTailFull()) this.#leaveTail();
  }

  /** For a step that did not fail in a log that is too long as a whole. */
  shrink(): void {
    this.#limits = PASSED_LIMITS;
    this.#hasPassed = true;
    const after = this.#windows;
    this.#windows = [];
    for (const entry of this.#head.splice(PASSED_LIMITS.headLines)) this.#drop(entry, 'passed');
    for (const entry of after) this.#drop(entry, 'passed');
    while (this.#isTailFull()) this.#leaveTail();
  }

  lines(): LogLine[] {
    return [...this.#head, ...this.#windows, ...this.#tail.slice(this.#tailStart)].map(({ line }) => line);
  }

  /** In the order of the log; of neighbours, with the reason of the first. */
  holes(): readonly Hole[] {
    return this.#hasPassed ? merged(this.#holes) : this.#holes;
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
    const weight = this.#weightNear(entry.at);
    if (this.#hasPassed) this.#drop(entry, 'passed');
    else if (weight === 0) this.#drop(entry, 'far');
    else if (!this.#keep(entry, weight)) this.#drop(entry, 'full');
  }

  /** Of the marks around it the weightiest. */
  #weightNear(at: number): Weight {
    while (this.#markedStart < this.#marked.length) {
      const { at: markedAt, weight } = this.#marked[this.#markedStart] as Marked;
      if (markedAt > at) break;
      if (weight !== 0) this.#lastMark[weight] = markedAt;
      this.#markedStart += 1;
    }
    if (this.#markedStart > 1_024) {
      this.#marked = this.#marked.slice(this.#markedStart);
      this.#markedStart = 0;
    }
    let best: Weight = WEIGHTS.find((weight) => at - this.#lastMark[weight] <= AFTER) ?? 0;
    for (let next = this.#markedStart; next < this.#marked.length && best < 3; next += 1) {
      const mark = this.#marked[next] as Marked;
      if (mark.at - at > BEFORE) break;
      if (mark.weight > best) best = mark.weight;
    }
    return best;
  }

  /** What has no room among its own may take that of less weight. */
  #keep({ at, line }: Entry, weight: Weight): boolean {
    const chars = line.text.length;
    const room = WEIGHTS.find((each) => {
      const { lines, chars: used } = this.#used[each];
      const limit = this.#limits.windows[each];
      return each <= weight && lines < limit.lines && used + chars <= limit.chars;
    });
    if (room === undefined) return false;
    this.#windows.push({ at, line: { ...line, text: ownCopy(line.text) } });
    this.#used[room].lines += 1;
    this.#used[room].chars += chars;
    return true;
  }

  #drop({ line }: Entry, reason: keyof typeof WHY_DROPPED): void {
    const chars = line.text.length;
    this.chars -= chars;
    const why = WHY_DROPPED[reason];
    const last = this.#holes.at(-1);
    if (last !== undefined && line.no === last.toLine + 1 && why === last.why) {
      const { fromLine } = last;
      const sums = { lines: last.lines + 1, chars: last.chars + chars };
      this.#holes[this.#holes.length - 1] = { fromLine, toLine: line.no, ...sums, why };
    } else this.#holes.push({ fromLine: line.no, toLine: line.no, lines: 1, chars, why });
  }
}

/** Holes that were made at two times, put in order. */
function merged(holes: readonly Hole[]): readonly Hole[] {
  const all: Hole[] = [];
  for (const hole of holes.toSorted((a, b) => a.fromLine - b.fromLine)) {
    const last = all.at(-1);
    if (last !== undefined && hole.fromLine === last.toLine + 1 && hole.why === last.why)
      all[all.length - 1] = {
        ...last,
        toLine: hole.toLine,
        lines: last.lines + hole.lines,
        chars: last.chars + hole.chars,
      };
    else all.push(hole);
  }
  return all;
}
