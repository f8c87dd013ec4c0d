// Which finding a note repeats: by its place, by its words, or by the test that it names. Asked for each note of thousands.
import type { JobFinding } from '../job-finding.ts';
import { ByPath } from './by-path.ts';
import { TestNames } from './test-names.ts';

type Waiting = { readonly all: number[]; next: number };

export class Echoes {
  readonly #kinds = new Set<string>();
  readonly #words = new Set<string>();
  /** Those without a file, by their first line; each finds its place once. */
  readonly #unplaced = new Map<string, Waiting>();
  readonly #hasPlace = new Set<number>();
  readonly #places = new ByPath();
  readonly #tests = new TestNames();

  constructor(findings: readonly JobFinding[]) {
    findings.forEach((finding, at) => {
      const { file, line, kind, testId } = finding;
      const words = firstLine(finding.message);
      this.#kinds.add(kind);
      this.#words.add(words);
      if (file !== undefined) this.place(at, file, line);
      else append(this.#unplaced, words, at);
      if (testId !== undefined) this.#tests.add(testId, file, at);
    });
  }

  /** The first finding that a note of a file repeats. */
  of(note: JobFinding & { readonly file: string }): number | undefined {
    const words = firstLine(note.message);
    const all = [
      this.#places.first(note.file, `${note.line}`),
      this.#waitingFor(words),
      this.#tests.namedIn(words, note.file),
    ].filter((at) => at !== undefined);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  /** What a note of no file says is told already. */
  hasSaid({ kind, message }: JobFinding): boolean {
    return this.#kinds.has(kind) || this.#words.has(firstLine(message));
  }

  /** A finding stands there. */
  place(at: number, file: string, line: number | undefined): void {
    this.#hasPlace.add(at);
    this.#places.add(file, `${line}`, at);
  }

  #waitingFor(words: string): number | undefined {
    const waiting = this.#unplaced.get(words);
    if (waiting === undefined) return undefined;
    while (this.#hasPlace.has(waiting.all[waiting.next] ?? -1)) waiting.next += 1;
    return waiting.all[waiting.next];
  }
}

function append(map: Map<string, Waiting>, key: string, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, { all: [value], next: 0 });
  else known.all.push(value);
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').trim();
