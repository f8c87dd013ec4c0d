// A body of a bounded size, from an agent or a provider.

/** Pictures and long conversations are a few megabytes. */
export const MAX_BODY_BYTES = 32 * 2 ** 20;

/** Undefined when it is longer; then the stream is given up. */
export async function readBody(stream: AsyncIterable<unknown>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
