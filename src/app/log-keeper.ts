// Keeps what an agent prints, head and tail, within a fixed memory: a flood is drained, never held, in chunks of any size.
import { gapLine, MAX_GAP_LINE_BYTES, withoutCutLines } from '#core/log-gap.ts';

export class LogKeeper {
  readonly #head: Buffer;
  #headBytes = 0;
  /** A ring: once it is full, the newest byte takes the place of the oldest. */
  readonly #tail: Buffer;
  #tailBytes = 0;

  constructor(maxBytes: number) {
    const halfBytes = Math.max(1, Math.floor(maxBytes / 2));
    this.#head = Buffer.alloc(halfBytes);
    // A sandbox that holds a flood to the same limit adds a line, which must not push out anything, itself least of all.
    this.#tail = Buffer.alloc(halfBytes + MAX_GAP_LINE_BYTES);
  }

  add(chunk: Uint8Array): void {
    const first = chunk.subarray(0, this.#head.length - this.#headBytes);
    this.#head.set(first, this.#headBytes);
    this.#headBytes += first.length;
    this.#addTail(chunk.subarray(first.length));
  }

  #addTail(chunk: Uint8Array): void {
    const size = this.#tail.length;
    const skipped = Math.max(0, chunk.length - size);
    const kept = chunk.subarray(skipped);
    const at = (this.#tailBytes + skipped) % size;
    const beforeWrap = kept.subarray(0, size - at);
    this.#tail.set(beforeWrap, at);
    this.#tail.set(kept.subarray(beforeWrap.length), 0);
    this.#tailBytes += chunk.length;
  }

  /** What was kept, with a line where the middle is missing, here or already on the way here. */
  text(): string {
    return withoutCutLines(this.#joined());
  }

  #joined(): string {
    const head = this.#head.subarray(0, this.#headBytes);
    const droppedBytes = this.#tailBytes - this.#tail.length;
    if (droppedBytes <= 0)
      return Buffer.concat([head, this.#tail.subarray(0, this.#tailBytes)]).toString('utf8');
    const at = this.#tailBytes % this.#tail.length;
    const tail = Buffer.concat([this.#tail.subarray(at), this.#tail.subarray(0, at)]);
    return `${withoutCutEnd(head)}${gapLine(droppedBytes)}${withoutCutStart(tail)}`;
  }
}

/** Without the beginning of a character whose end is missing. */
const withoutCutEnd = (bytes: Buffer): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });

/** Without the end of a character whose beginning is missing: at most three bytes in UTF-8. */
function withoutCutStart(bytes: Buffer): string {
  const start = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.subarray(Math.max(0, start)).toString('utf8');
}
