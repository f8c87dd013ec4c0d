// Which lines the last green log of the same job did not have, when everything that changes from run to run is masked.
import type { LogLine } from '../log-lines.ts';
import type { Versions } from '../versions/tool-versions.ts';

/** More distinct lines than this are not remembered; the difference says so. */
const MAX_LINES = 1_000_000;

/** Times, numbers, hashes, addresses and spacing are no difference. */
export const maskedLine = (text: string): string =>
  text
    .slice(0, 1_000)
    .replace(/\b(?=[0-9a-f]{0,39}\d)[0-9a-f]{7,64}\b/gi, '#')
    .replace(/\d{1,30}/g, '#')
    .replace(/#(?:[.:,-]#){1,20}/g, '#')
    .replace(/\s{1,100}/g, ' ')
    .trim();

export class GreenLog {
  readonly #seen: Set<number>;
  readonly #maxLines: number;
  isFull: boolean;
  /** Of the tools that it used; none where they were not kept. */
  versions: Versions;

  constructor(maxLines = MAX_LINES, seen: Iterable<number> = [], isFull = false, versions: Versions = {}) {
    this.#maxLines = maxLines;
    this.#seen = new Set(seen);
    this.isFull = isFull;
    this.versions = versions;
  }

  add(text: string): void {
    if (this.#seen.size >= this.#maxLines) this.isFull = true;
    else this.#seen.add(hashOf(maskedLine(text)));
  }

  /** What is kept of it for later: hashes alone, from which no line can be told. */
  hashes(): Float64Array {
    return Float64Array.from(this.#seen);
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Lines that the green log has not, each once. */
  missing(lines: readonly LogLine[]): readonly LogLine[] {
    const told = new Set<number>();
    return lines.filter(({ text }) => {
      const masked = maskedLine(text);
      if (!/[A-Za-z\d]/.test(masked)) return false;
      const hash = hashOf(masked);
      if (this.#seen.has(hash) || told.has(hash)) return false;
      told.add(hash);
      return true;
    });
  }
}

/** 52 bits: of a million lines, one pair in a million logs collides. */
function hashOf(text: string): number {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high ^= high >>> 15;
  low ^= low >>> 13;
  return (high >>> 0) * 1_048_576 + ((low >>> 0) & 0xfffff);
}
