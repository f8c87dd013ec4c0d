// Reads small text files out of a zip that somebody else made: names checked, sizes counted while reading, nothing written to disk.
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

export type ZipLimits = {
  readonly maxEntries: number;
  readonly maxFiles: number;
  /** Of all files together, uncompressed. */
  readonly maxBytes: number;
};
export type Unzipped = {
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[];
  /** What was not read, and why: said wherever the files are shown. */
  readonly left: readonly string[];
};

/** Never throws for what is in the zip: a broken one gives what came before the break. yauzl refuses absolute names and `..`. */
export async function unzip(
  zip: Buffer,
  isWanted: (path: string) => boolean,
  limits: ZipLimits,
): Promise<Unzipped> {
  const files: { path: string; bytes: Buffer }[] = [];
  const left: string[] = [];
  let entries = 0;
  let leftBytes = limits.maxBytes;
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      const path = entry.fileName;
      entries += 1;
      if (entries > limits.maxEntries) {
        left.push(`entries after the ${limits.maxEntries}th`);
        break;
      }
      if (path.endsWith('/') || !isWanted(path)) continue;
      const isTooMuch = files.length >= limits.maxFiles || entry.uncompressedSize > leftBytes;
      const bytes = isTooMuch ? undefined : await contentOf(archive, entry);
      if (bytes === undefined) left.push(`${path}: ${isTooMuch ? 'too large, or one too many' : 'damaged'}`);
      else files.push({ path, bytes });
      leftBytes -= bytes?.byteLength ?? 0;
    }
  } catch (error) {
    left.push(`the rest: ${error instanceof Error ? error.message : 'not a zip'}`);
  }
  return { files, left };
}

/** Undefined where it is damaged. yauzl ends the stream with an error at the first byte beyond the size that was announced. */
async function contentOf(archive: ZipFile, entry: Entry): Promise<Buffer | undefined> {
  try {
    const stream = await archive.openReadStreamPromise(entry);
    return Buffer.concat(await stream.toArray());
  } catch {
    return undefined;
  }
}
