// Keeps a flood of output within a limit: the head goes through as it comes, then only the newest is held for the end.
import { gapLine } from '#core/log-gap.ts';

/** Passes at most `maxBytes` on (and one line that says what is missing); taking never waits, so nothing is ever held up. */
export class LogCap {
  readonly #emit: (chunk: Uint8Array) => void;
  readonly #tailBytes: number;
  #headLeft: number;
  #tail: Buffer[] = [];
  #held = 0;
  #dropped = 0;
  /** The first error of the receiver; after it nothing is passed on. The run reports it at its end. */
  failure: unknown;

  constructor(maxBytes: number, emit: (chunk: Uint8Array) => void) {
    this.#emit = emit;
    this.#headLeft = Math.ceil(maxBytes / 2);
    this.#tailBytes = Math.floor(maxBytes / 2);
  }

  get truncated(): boolean {
    return this.#dropped > 0;
  }

  take(chunk: Buffer): void {
    const head = chunk.subarray(0, this.#headLeft);
    this.#headLeft -= head.length;
    if (head.length > 0) this.#pass(head);
    if (head.length < chunk.length) this.#hold(chunk.subarray(head.length));
  }

  /** Passes on what was held. Call once, at the end. */
  end(): void {
    if (this.truncated) this.#pass(Buffer.from(gapLine(this.#dropped)));
    for (const chunk of this.#tail) this.#pass(chunk);
    this.#tail = [];
  }

  #hold(chunk: Buffer): void {
    // A copy, for the socket's buffer behind a small piece may be large.
    this.#tail.push(Buffer.from(chunk.subarray(-this.#tailBytes || chunk.length)));
    const lost = chunk.length - (this.#tail.at(-1)?.length ?? 0);
    this.#held += chunk.length - lost;
    this.#dropped += lost;
    while (this.#held > this.#tailBytes) this.#dropOldest(this.#held - this.#tailBytes);
  }

  #dropOldest(excess: number): void {
    const oldest = this.#tail[0];
    if (oldest === undefined) return;
    const cut = Math.min(excess, oldest.length);
    if (cut === oldest.length) this.#tail.shift();
    else this.#tail[0] = oldest.subarray(cut);
    this.#held -= cut;
    this.#dropped += cut;
  }

  #pass(chunk: Uint8Array): void {
    if (this.failure !== undefined) return;
    try {
      this.#emit(chunk);
    } catch (error) {
      this.failure = error;
    }
  }
}
