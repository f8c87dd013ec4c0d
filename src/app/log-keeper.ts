// Keeps what an agent prints, head and tail, within a fixed memory: a flood is drained, never held.

export class LogKeeper {
  readonly #head: Uint8Array[] = [];
  #headBytes = 0;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;
  #droppedBytes = 0;
  readonly #halfBytes: number;

  constructor(maxBytes: number) {
    this.#halfBytes = Math.max(1, Math.floor(maxBytes / 2));
  }

  add(chunk: Uint8Array): void {
    const room = this.#halfBytes - this.#headBytes;
    if (room > 0) {
      const part = chunk.subarray(0, room);
      this.#head.push(Uint8Array.from(part));
      this.#headBytes += part.length;
    }
    if (chunk.length > room) this.#addTail(chunk.subarray(Math.max(0, room)));
  }

  #addTail(chunk: Uint8Array): void {
    this.#tail.push(Uint8Array.from(chunk));
    this.#tailBytes += chunk.length;
    for (
      let first = this.#tail[0];
      first && this.#tailBytes - first.length >= this.#halfBytes;
      first = this.#tail[0]
    ) {
      this.#tail.shift();
      this.#tailBytes -= first.length;
      this.#droppedBytes += first.length;
    }
  }

  /** What was kept, with a line where the middle is missing. */
  text(): string {
    const head = Buffer.concat(this.#head).toString('utf8');
    const tail = Buffer.concat(this.#tail).toString('utf8');
    return this.#droppedBytes === 0
      ? head + tail
      : `${head}\n[… ${this.#droppedBytes} bytes left out …]\n${tail}`;
  }
}
