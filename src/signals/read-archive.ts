// A zip of reports or logs, as CI keeps them: names checked, sizes counted while reading, nothing written to disk.
import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { cleanTerminal } from '#core/redact.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { type ArchiveEntry, signalsOfArchive } from '#core/signals/file/of-archive.ts';
import { type FileOptions, type FileReading, NO_SOURCE } from '#core/signals/file/text-reader.ts';

const MAX_ENTRIES = 5_000;
const MAX_FILES = 1_000;
const MAX_FILE_BYTES = 500_000_000;
const MAX_ALL_BYTES = 1_000_000_000;
/** Text packs a hundred times at best; what unpacks to far more is made to. */
const MAX_RATIO = 1_000;
const FREE_BYTES = 10_000_000;
/** The standard input cannot be read from its end: it is held. */
const MAX_HELD_BYTES = 200_000_000;
const WANTED = /\.(?:xml|trx|json|jsonl|ndjson|sarif|tap|txt|log|out)$/i;
/** The log of a whole job beside those of its steps, as GitHub packs them. */
const JOB_LOG = /^\d{1,4}_[^/]+\.txt$/;

type Opening = { readonly first: Uint8Array; readonly chunks: AsyncIterable<Uint8Array> };
type Left = {
  readonly notes: string[];
  /** Reports and logs that are in it and could not be read. */
  readonly missing: string[];
  bytes: number;
  files: number;
};

export async function readArchive(options: FileOptions, { chunks }: Opening): Promise<FileReading> {
  const entries: ArchiveEntry[] = [];
  const left: Left = {
    ...{ notes: [...(options.notes ?? [])], missing: [] },
    ...{ bytes: MAX_ALL_BYTES, files: MAX_FILES },
  };
  let bytes = 0;
  let problem: string | null = null;
  try {
    const archive =
      options.file === '-'
        ? await fromBufferPromise(await held(chunks), LAZY)
        : await openPromise(options.file, LAZY);
    bytes = archive.fileSize;
    for (const entry of await wantedIn(archive, left)) {
      const reading = await readEntry(archive, entry, options, left);
      if (reading !== undefined) entries.push(reading);
    }
    archive.close();
  } catch (error) {
    problem = `the archive cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  const safe = (text: string): string => options.redact(cleanTerminal(text)).text.slice(0, 300);
  const facts = {
    ...{ file: options.file, format: 'zip', bytes },
    ...{ left: left.notes.map(safe), missing: left.missing.map(safe) },
    problem: problem === null ? null : safe(problem),
  };
  return { signals: signalsOfArchive(facts, entries), source: NO_SOURCE };
}

/** yauzl refuses absolute names and `..` with an error. */
const LAZY = { lazyEntries: true, autoClose: false } as const;

async function held(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > MAX_HELD_BYTES)
      throw new Error(`it is larger than ${MAX_HELD_BYTES} bytes: name it as a file`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

async function wantedIn(archive: ZipFile, left: Left): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for await (const entry of archive.eachEntry()) {
    if (all.length >= MAX_ENTRIES) {
      left.missing.push(`entries behind the ${MAX_ENTRIES}th are not read`);
      break;
    }
    if (!entry.fileName.endsWith('/')) all.push(entry);
  }
  const hasJobs = all.some(({ fileName }) => JOB_LOG.test(fileName));
  const wanted = all.filter(({ fileName }) => WANTED.test(fileName) && (!hasJobs || !isStepLog(fileName)));
  const others = all.length - wanted.length;
  if (others > 0) left.notes.push(`${others} entries of other kinds, or told in others, are not read`);
  return wanted;
}

const isStepLog = (name: string): boolean => /^[^/]+\/(?:\d{1,4}_[^/]*|system)\.txt$/.test(name);

async function readEntry(
  archive: ZipFile,
  entry: Entry,
  options: FileOptions,
  left: Left,
): Promise<ArchiveEntry | undefined> {
  const { fileName, uncompressedSize } = entry;
  const why = refusal(entry, left);
  if (why !== undefined) {
    left.missing.push(`${fileName} is not read: ${why}`);
    return undefined;
  }
  left.bytes -= uncompressedSize;
  left.files -= 1;
  const reader = fileReader({ ...options, file: fileName, notes: [] });
  try {
    // yauzl ends the stream with an error at the first byte beyond the size that was announced.
    const stream: Readable = await archive.openReadStreamPromise(entry);
    for await (const chunk of stream) reader.push(chunk as Uint8Array);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    left.missing.push(`${fileName} is damaged: ${said}`);
    return undefined;
  }
  const name = options.redact(cleanTerminal(fileName)).text.slice(0, 200);
  return { name, signals: reader.end().signals };
}

function refusal({ compressedSize, uncompressedSize }: Entry, left: Left): string | undefined {
  if (left.files <= 0) return `only ${MAX_FILES} files are`;
  if (uncompressedSize > Math.min(MAX_FILE_BYTES, left.bytes))
    return `its ${uncompressedSize} bytes are too many`;
  const isBomb = uncompressedSize > FREE_BYTES && uncompressedSize > compressedSize * MAX_RATIO;
  return isBomb ? `it unpacks to ${Math.round(uncompressedSize / compressedSize)} times its size` : undefined;
}
