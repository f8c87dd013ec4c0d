// Reports of one object a line, read as they come: what has passed is forgotten, so that a file of any length fits.
import { parsedJson } from '../../parsed-json.ts';
import { cargoMessages } from './cargo-json.ts';
import type { EventKind, EventReader } from './event-kind.ts';
import { goTestEvents } from './go-test-json.ts';
import { libtestLines } from './lines/libtest.ts';
import { mochaLines } from './lines/mocha.ts';
import { mypyLines } from './lines/mypy.ts';
import { pytestLines } from './lines/pytest.ts';
import { ruffLines } from './lines/ruff.ts';
import { staticcheckLines } from './lines/staticcheck.ts';
import type { Report } from './report.ts';

/** Longer lines are no events of these tools. */
export const MAX_EVENT_CHARS = 4_000_000;
/** Lines that begin like an event and are none: a file with more of them is something else. */
const MAX_BROKEN = 5_000;

export const EVENT_KINDS: readonly EventKind[] = [
  ...[goTestEvents, cargoMessages, libtestLines, mochaLines, pytestLines],
  ...[mypyLines, ruffLines, staticcheckLines],
];

export class JsonEvents {
  /** Lines that are no events: other programs' words, or the end of a file that was cut. */
  otherLines = 0;
  #kind: EventKind | undefined;
  #reader: EventReader | undefined;
  #isCut = false;
  #broken = 0;
  readonly #kinds: readonly EventKind[];

  /** `kinds`: those that are looked for. The first that is found is the file's. */
  constructor(kinds: readonly EventKind[] = EVENT_KINDS) {
    this.#kinds = kinds;
  }

  get hasBegun(): boolean {
    return this.#reader !== undefined;
  }

  /** Whether it was an event; `line` is undefined where it was too long. */
  take(line: string | undefined, no: number): boolean {
    const alike = line === undefined || this.#broken > MAX_BROKEN ? [] : this.#alike(line);
    const isLike = alike.length > 0;
    const value = isLike ? parsedJson(line ?? '') : undefined;
    if (isLike && value === undefined) this.#broken += 1;
    this.#kind ??= alike.find(({ is }) => is(value));
    if (this.#kind !== undefined && isLike && this.#kind.is(value)) {
      this.#reader ??= this.#kind.begin();
      this.#reader.push(value, no);
      this.#isCut = false;
      return true;
    }
    if (line?.trim() === '') return false;
    this.otherLines += 1;
    this.#isCut = isLike;
    return false;
  }

  #alike(line: string): readonly EventKind[] {
    const kinds = this.#kind === undefined ? this.#kinds : [this.#kind];
    return kinds.filter(({ like }) => like.test(line));
  }

  end(): Report | undefined {
    if (this.#kind === undefined || this.#reader === undefined) return undefined;
    const { notes, ...reading } = this.#reader.end(this.#isCut);
    const others = this.otherLines > 0 ? [`${this.otherLines} lines are no events`] : [];
    const broken = this.#broken > MAX_BROKEN ? 'most of its lines are broken events' : undefined;
    const problem = reading.problem ?? broken;
    return {
      format: this.#kind.format,
      ...reading,
      notes: [...others, ...notes],
      ...(problem === undefined ? {} : { problem }),
    };
  }
}
