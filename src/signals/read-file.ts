// Reads one file as a stream; whatever is wrong with it becomes an answer, so that the files after it still come.
import { GreenLog } from '#core/signals/evidence/green-diff.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { unreadable } from '#core/signals/file/file-signals.ts';
import { type FileOptions, type FileReading, NO_SOURCE } from '#core/signals/file/text-reader.ts';
import { grammarMarks } from '#core/signals/read-job.ts';
import { decoding } from '#core/signals/reading/decoding.ts';
import { JobReader } from '#core/signals/reading/job-reader.ts';
import { textLines } from '#core/signals/reading/text-lines.ts';
import { isGzip, isZip, opened, UnpackingError, unpacked } from './chunks.ts';

export async function readFileSignals(options: FileOptions): Promise<FileReading> {
  const reader = fileReader(options);
  try {
    const opening = await opened(options.file);
    if (isZip(opening.first)) return (await import('./read-archive.ts')).readArchive(options, opening);
    for await (const chunk of isGzip(opening.first) ? unpacked(opening.chunks) : opening.chunks)
      reader.push(chunk);
  } catch (error) {
    if (error instanceof UnpackingError) return brokenOff(reader.end(), error.message);
    return { signals: unreadable(options, `it cannot be read: ${reasonOf(error)}`), source: NO_SOURCE };
  }
  return reader.end();
}

/** What failed before it broke off has failed; nothing has passed. */
function brokenOff({ signals, source }: FileReading, reason: string): FileReading {
  const outcome =
    signals.outcome === 'passed' || signals.outcome === 'unknown' ? 'unreadable' : signals.outcome;
  const completeness = { ...signals.completeness, truncated: true, reason };
  return { signals: { ...signals, outcome, completeness }, source };
}

/** Every step of it counts: a step that passes may print what the same step of a red run prints. */
export async function readGreenLog(file: string): Promise<GreenLog> {
  const green = new GreenLog();
  const decoder = decoding();
  const job = new JobReader(grammarMarks(), ({ text }) => green.add(text));
  const lines = textLines((line) => job.push(line));
  const { first, chunks } = await opened(file);
  for await (const chunk of isGzip(first) ? unpacked(chunks) : chunks) lines.push(decoder.push(chunk));
  lines.push(decoder.end());
  lines.end();
  green.versions = job.end().versions;
  return green;
}

/** The system's code says what a person needs; its message repeats the path. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'it may not be read',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
