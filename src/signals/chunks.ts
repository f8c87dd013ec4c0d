// The bytes of a file or of the standard input, unpacked where gzip packed them; never more of them than a log can have.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const CHUNK_BYTES = 256 * 1024;
const MAX_UNPACKED_BYTES = 1_000_000_000;
const GZIP = [0x1f, 0x8b];

/** What was unpacked before it broke stands. */
export class UnpackingError extends Error {
  override readonly name = 'UnpackingError';
}

/** `-` is the standard input. */
export const chunksOf = (file: string): AsyncIterable<Uint8Array> =>
  file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });

/** The first bytes, to tell by them what it is, and everything from the beginning. */
export async function opened(
  file: string,
): Promise<{ first: Uint8Array; chunks: AsyncIterable<Uint8Array> }> {
  const source = chunksOf(file)[Symbol.asyncIterator]();
  const begin: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < 4) {
    const next = await source.next();
    if (next.done === true) break;
    begin.push(next.value);
    bytes += next.value.byteLength;
  }
  async function* all(): AsyncIterable<Uint8Array> {
    yield* begin;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  return { first: Buffer.concat(begin).subarray(0, 4), chunks: all() };
}

export const isZip = (first: Uint8Array): boolean =>
  first[0] === 0x50 && first[1] === 0x4b && (first[2] === 0x03 || first[2] === 0x05);
export const isGzip = (first: Uint8Array): boolean => GZIP.every((byte, at) => first[at] === byte);

/** Throws an UnpackingError where it is damaged or too long, behind everything that could be unpacked. */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  const source = Readable.from(chunks);
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let bytes = 0;
  try {
    for await (const chunk of gunzip) {
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes > MAX_UNPACKED_BYTES) throw new UnpackingError('it unpacks to more than a gigabyte');
      yield chunk as Uint8Array;
    }
  } catch (error) {
    if (error instanceof UnpackingError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UnpackingError(`its compression is damaged behind ${bytes} bytes (${why})`, { cause: error });
  } finally {
    source.destroy();
  }
}
