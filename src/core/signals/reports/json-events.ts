// Reports of one object a line, read as they come: what has passed is forgotten, so that a file of any length fits.
import { parsedJson } from '../../parsed-json.ts';
import { cargoMessages } from './cargo-json.ts';
import type { EventKind, EventReader } from './event-kind.ts';
import { goTestEvents } from './go-test-json.ts';
import type { Report } from './report.ts';

/** Longer lines are no events of these tools. */
export const MAX_EVENT_CHARS = 4_000_000;
/** Lines that begin like an event and are none: a file with more of them is something else. */
const MAX_BROKEN = 5_000;
/** Only what begins like this is parsed. */
const EVENT = /^\s{0,20}\{\s{0,20}"(?:Time|Action|Package|ImportPath|Test|Output|Elapsed|reason)"/;

const KINDS: readonly EventKind[] = [goTestEvents, cargoMessages];

export class JsonEvents {
  /** Lines that are no events: other programs' words, or the end of a file that was cut. */
  otherLines = 0;
  #kind: EventKind | undefined;
  #reader: EventReader | undefined;
  #isCut = false;
  #broken = 0;

  get hasBegun(): boolean {
    return this.#reader !== undefined;
  }

  /** Whether it was an event; `line` is undefined where it was too long. */
  take(line: string | undefined, no: number): boolean {
    const isLike = line !== undefined && this.#broken <= MAX_BROKEN && EVENT.test(line);
    const value = isLike ? parsedJson(line) : undefined;
    if (isLike && value === undefined) this.#broken += 1;
    this.#kind ??= KINDS.find(({ is }) => is(value));
    if (this.#kind?.is(value) === true) {
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
