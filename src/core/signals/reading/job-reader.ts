// A job's log, line by line -> its steps: without times, marks, colours and the runner's echo of a step's script. Pure, streaming.
import { cleanTerminal } from '../../redact.ts';
import { KeyLines } from '../../redact-keys.ts';
import type { LogLine } from '../log-lines.ts';
import { ToolVersions, type Versions } from '../versions/tool-versions.ts';
import type { Marks } from './marks.ts';
import { OpenStep, type Step } from './step.ts';
import { HeaderReader, isAftermath } from './step-header.ts';
import type { RawLine } from './text-lines.ts';

const STAMPED = /^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z(?: |$)/;
/** A client that prints whole runs puts `job<tab>step<tab>` before the time. */
const NAMED = /^[^\t]{1,300}\t([^\t]{1,300})\t\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z(?: |$)/;
const MARKED =
  /^##\[(group|endgroup|error|warning|notice|debug|command|section|start-action|end-action)\b[^\]]{0,2000}\]/;
const PLAIN = /^[\x20-\x7e\t]*$/;
/** All steps together: beyond it, what is kept of passing steps shrinks. */
const MAX_JOB_CHARS = 24_000_000;
/** No workflow has as many: what looks like further headers is a script's, and goes on with the step before. */
const MAX_STEPS = 2_000;

export type ReadLog = {
  readonly steps: readonly Step[];
  readonly lines: number;
  readonly cutLines: number;
  readonly cutChars: number;
  /** Lines that began with the runner's time. */
  readonly stamped: number;
  readonly privateKeys: number;
  /** Of tools and packages that it says it used. */
  readonly versions: Versions;
};

export class JobReader {
  readonly #marks: Marks;
  readonly #header = new HeaderReader();
  readonly #keys = new KeyLines();
  readonly #versions = new ToolVersions();
  readonly #steps: Step[] = [];
  #keptChars = 0;
  /** Steps that passed and are still kept in full. */
  #whole: Step[] = [];
  #open: OpenStep;
  #lines = 0;
  #cutLines = 0;
  #cutChars = 0;
  #stamped = 0;
  #stepName: string | undefined;

  readonly #onLine: ((line: LogLine) => void) | undefined;

  /** `onLine` sees every line that a grammar could see, kept or not. */
  constructor(marks: Marks, onLine?: (line: LogLine) => void) {
    this.#marks = marks;
    this.#onLine = onLine;
    this.#open = new OpenStep(null, 'setup');
  }

  push({ no, text, cutChars }: RawLine): void {
    this.#lines += 1;
    if (cutChars > 0) {
      this.#cutLines += 1;
      this.#cutChars += cutChars;
    }
    const stamp = STAMPED.exec(text) ?? (text.includes('\t') ? NAMED.exec(text) : null);
    if (stamp !== null) {
      this.#stamped += 1;
      this.#nameStep(stamp[1]);
    }
    const raw = stamp === null ? text : text.slice(stamp[0].length);
    const clean = this.#keys.hide(PLAIN.test(raw) ? raw.trimEnd() : cleanTerminal(raw).trimEnd());
    const isEcho = raw.startsWith('\u001b[36;1m');
    const { lines, opens } = this.#header.next({ no, text: clean, isEcho });
    for (const line of lines) this.#take(line.no, line.text);
    if (opens !== undefined) this.#begin(new OpenStep(opens.title, opens.kind, opens.script));
  }

  end(): ReadLog {
    for (const line of this.#header.end()) this.#take(line.no, line.text);
    this.#keep(this.#open.close());
    return {
      steps: this.#steps,
      lines: this.#lines,
      cutLines: this.#cutLines,
      cutChars: this.#cutChars,
      stamped: this.#stamped,
      privateKeys: this.#keys.count,
      versions: this.#versions.end(),
    };
  }

  #take(no: number, text: string): void {
    if (this.#stamped > 0 && isAftermath(text)) {
      this.#begin(new OpenStep(text, 'after'));
    }
    const line = parseLine(text, no);
    if (line === undefined) return;
    this.#onLine?.(line);
    this.#versions.see(line.text);
    this.#open.add(line, this.#marks);
  }

  #begin(next: OpenStep): void {
    if (this.#steps.length >= MAX_STEPS) {
      if (next.kind === 'after') this.#open.isOver = true;
      return;
    }
    this.#keep(this.#open.close());
    this.#open = next;
  }

  #keep(step: Step): void {
    if (step.seen === 0 && step.title === null) return;
    this.#steps.push(step);
    this.#keptChars += step.retained.chars;
    if (step.failed === undefined) this.#whole.push(step);
    if (this.#keptChars <= MAX_JOB_CHARS) return;
    for (const { retained } of this.#whole) {
      this.#keptChars -= retained.chars;
      retained.shrink();
      this.#keptChars += retained.chars;
    }
    this.#whole = [];
  }

  #nameStep(name: string | undefined): void {
    if (name === undefined || name === this.#stepName) return;
    if (this.#stepName !== undefined) this.#begin(new OpenStep(name, 'named'));
    this.#stepName = name;
  }
}

function parseLine(line: string, no: number): LogLine | undefined {
  const marker = line.startsWith('##[') ? MARKED.exec(line) : null;
  if (marker === null) return { no, text: line, mark: null };
  const [whole, name] = marker;
  if (name === 'endgroup' || name === 'debug' || name === 'start-action' || name === 'end-action')
    return undefined;
  const mark = name === 'error' || name === 'warning' || name === 'notice' ? name : null;
  return { no, text: line.slice(whole.length), mark };
}
