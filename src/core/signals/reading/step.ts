// One step of a job while its lines come in, and what is known of it afterwards.
import { type LogLine, STEP_FAILED } from '../log-lines.ts';
import type { Marks } from './marks.ts';
import { Retention, STEP_LIMITS, type Weight } from './retention.ts';
import type { StepKind } from './step-header.ts';

/** The runner's own mark, counted like those of grammars. */
const MARKED_ERROR = -1;
const SELDOM = 40;
const OFTEN = 400;

export type Step = {
  /** What the runner printed as its header, null for what stands before the first. */
  readonly title: string | null;
  readonly kind: StepKind;
  /** What it ran, as far as the runner echoed it; may hold secrets. */
  readonly script: string;
  readonly fromLine: number;
  /** Lines seen, kept or not. */
  readonly seen: number;
  readonly retained: Retention;
  /** Of which groups of marks there was one in any of its lines. */
  readonly hits: ReadonlySet<number>;
  /** The runner's word that it failed, where it is the last word of the step: in its middle a script may have said it. */
  readonly failed: { readonly no: number; readonly code: string } | undefined;
  /** The same sentence further up: a script printed it, or something went on after the end. */
  readonly saidFailed: boolean;
  /** Its last words are marked as an error: how an action that failed ends. */
  readonly endsWithError: boolean;
};

export class OpenStep {
  readonly title: string | null;
  readonly kind: StepKind;
  readonly script: string;
  /** What the runner does at the end of a job follows: it takes nothing back of how this ended. */
  isOver = false;
  readonly #retained = new Retention(STEP_LIMITS);
  readonly #hits = new Set<number>();
  /** How often each mark was seen. */
  readonly #times = new Map<number, number>();
  #fromLine = 0;
  #seen = 0;
  #failed: { no: number; code: string } | undefined;
  #saidFailed = false;
  #endsWithError = false;

  constructor(title: string | null, kind: StepKind, script = '') {
    this.title = title;
    this.kind = kind;
    this.script = script;
  }

  add(line: LogLine, marks: Marks): void {
    if (this.#seen === 0) this.#fromLine = line.no;
    this.#seen += 1;
    this.#retained.add(line, this.#weigh(line, marks));
    this.#follow(line);
  }

  /** A mark that stands everywhere says no more than a word. */
  #weigh({ text, mark }: LogLine, marks: Marks): Weight {
    let seldomest = mark === 'error' ? this.#count(MARKED_ERROR) : Number.POSITIVE_INFINITY;
    const isMarked = marks.scan(text, this.#hits, (each) => {
      if (each < marks.firstWord) seldomest = Math.min(seldomest, this.#count(each));
    });
    if (seldomest <= SELDOM) return 3;
    if (seldomest <= OFTEN) return 2;
    return isMarked || mark === 'error' ? 1 : 0;
  }

  #count(mark: number): number {
    const times = (this.#times.get(mark) ?? 0) + 1;
    this.#times.set(mark, times);
    return times;
  }

  #follow({ no, text, mark }: LogLine): void {
    if (mark === 'error') {
      const code = STEP_FAILED.exec(text)?.[1];
      if (code !== undefined) {
        this.#failed = { no, code };
        this.#saidFailed = true;
      }
      this.#endsWithError = true;
    } else if (mark === null && text !== '' && !this.isOver) {
      this.#failed = undefined;
      this.#endsWithError = false;
    }
  }

  close(): Step {
    return {
      title: this.title,
      kind: this.kind,
      script: this.script,
      fromLine: this.#fromLine,
      seen: this.#seen,
      retained: this.#retained,
      hits: this.#hits,
      failed: this.#failed,
      saidFailed: this.#saidFailed,
      endsWithError: this.#endsWithError,
    };
  }
}
