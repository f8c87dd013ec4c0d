// Copies a stream into a file within a limit. Text that is longer keeps its head and its tail, where the news is.
import type { FileHandle } from 'node:fs/promises';

/** What the line about the gap may take of the limit. */
const NOTICE_BYTES = 80;

export type Content = AsyncIterable<Uint8Array> | Uint8Array | string;

/** Bytes of the content that were left out: 0 where all of it fitted. The file is at most `maxBytes` long. */
export async function copyText(file: FileHandle, content: Content, maxBytes: number): Promise<number> {
  const headMax = Math.max(0, Math.floor((maxBytes - NOTICE_BYTES) / 2));
  const tail = new Tail(Math.max(0, maxBytes - headMax));
  let headBytes = 0;
  for await (const chunk of chunksOf(content)) {
    const head = chunk.subarray(0, headMax - headBytes);
    if (head.length > 0) await file.write(head);
    headBytes += head.length;
    tail.push(chunk.subarray(head.length));
  }
  if (tail.droppedBytes === 0) {
    for (const chunk of tail.chunks()) await file.write(chunk);
    return 0;
  }
  const kept = wholeCharacters(Buffer.concat(tail.chunks()).subarray(NOTICE_BYTES));
  const leftOut = tail.droppedBytes + tail.sizeBytes - kept.length;
  await file.write(`\n[${leftOut} bytes left out here]\n`);
  await file.write(kept);
  return leftOut;
}

/** False where the content is longer than `maxBytes`: then the file is worth nothing. */
export async function copyWhole(file: FileHandle, content: Content, maxBytes: number): Promise<boolean> {
  let sizeBytes = 0;
  for await (const chunk of chunksOf(content)) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) return false;
    await file.write(chunk);
  }
  return true;
}

async function* chunksOf(content: Content): AsyncGenerator<Uint8Array> {
  if (typeof content === 'string') yield Buffer.from(content);
  else if (content instanceof Uint8Array) yield content;
  else yield* content;
}

/** The last bytes of a stream. */
class Tail {
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  sizeBytes = 0;
  droppedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    // Copied: the owner of the stream may use its buffer again.
    this.#chunks.push(Uint8Array.from(chunk));
    this.sizeBytes += chunk.length;
    while (this.sizeBytes > this.#maxBytes) this.#dropFront(this.sizeBytes - this.#maxBytes);
  }

  chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  #dropFront(excessBytes: number): void {
    const first = this.#chunks[0] ?? new Uint8Array();
    const dropped = Math.min(excessBytes, first.length);
    if (dropped === first.length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(dropped);
    this.sizeBytes -= dropped;
    this.droppedBytes += dropped;
  }
}

/** Without the rest of a UTF-8 character whose beginning was cut off. */
function wholeCharacters(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.subarray(start < 0 || start > 3 ? 0 : start);
}
