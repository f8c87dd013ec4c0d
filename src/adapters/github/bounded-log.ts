// A log of any length in bounded memory: its head and its tail, with a line between them that says what is gone.

/** A quarter for the head: where a job says what it runs; failures stand near the end. */
const HEAD_SHARE = 0.25;

export type BoundedLog = { readonly text: string; readonly truncated: boolean };

/** Reads to the end. `text` is at most `maxBytes` and the one line; the result does not depend on how the bytes arrive. */
export async function readBoundedLog(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<BoundedLog> {
  const headBytes = Math.floor(maxBytes * HEAD_SHARE);
  const tailBytes = maxBytes - headBytes;
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  let inHead = 0;
  let inTail = 0;
  let gone = 0;
  for await (const chunk of chunks) {
    const rest = chunk.subarray(Math.min(chunk.byteLength, headBytes - inHead));
    head.push(chunk.subarray(0, chunk.byteLength - rest.byteLength));
    inHead += chunk.byteLength - rest.byteLength;
    tail.push(rest);
    inTail += rest.byteLength;
    while (tail[0] !== undefined && inTail - tail[0].byteLength >= tailBytes) {
      inTail -= tail[0].byteLength;
      gone += tail.shift()?.byteLength ?? 0;
    }
  }
  const end = Buffer.concat(tail);
  const kept = end.subarray(Math.max(0, end.byteLength - tailBytes));
  gone += end.byteLength - kept.byteLength;
  if (gone === 0) return { text: Buffer.concat([...head, kept]).toString('utf8'), truncated: false };
  return {
    text: `${wholeLines(Buffer.concat(head))}\n[${gone} bytes of this log are left out here]\n${fromWholeLine(kept)}`,
    truncated: true,
  };
}

/** What is left of a line that begins before the cut is dropped, where another line follows. */
function fromWholeLine(tail: Buffer): string {
  const firstBreak = tail.indexOf(0x0a);
  return tail
    .subarray(firstBreak === -1 || firstBreak === tail.byteLength - 1 ? 0 : firstBreak + 1)
    .toString('utf8');
}

/** A cut inside a character or a line would make one that nobody wrote. */
function wholeLines(head: Buffer): string {
  const lastBreak = head.lastIndexOf(0x0a);
  return head.subarray(0, lastBreak === -1 ? head.byteLength : lastBreak).toString('utf8');
}
