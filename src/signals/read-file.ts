// Reads one file as a stream; whatever is wrong with it becomes an answer, so that the files after it still come.
import { createReadStream } from 'node:fs';
import { GreenLog } from '#core/signals/evidence/green-diff.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { unreadable } from '#core/signals/file/file-signals.ts';
import { type FileOptions, type FileReading, NO_SOURCE } from '#core/signals/file/text-reader.ts';
import { grammarMarks } from '#core/signals/read-job.ts';
import { decoding } from '#core/signals/reading/decoding.ts';
import { JobReader } from '#core/signals/reading/job-reader.ts';
import { textLines } from '#core/signals/reading/text-lines.ts';

const CHUNK_BYTES = 256 * 1024;

export async function readFileSignals(options: FileOptions): Promise<FileReading> {
  const reader = fileReader(options);
  try {
    for await (const chunk of bytesOf(options.file)) reader.push(chunk);
  } catch (error) {
    return { signals: unreadable(options, `it cannot be read: ${reasonOf(error)}`), source: NO_SOURCE };
  }
  return reader.end();
}

/** Every step of it counts: a step that passes may print what the same step of a red run prints. */
export async function readGreenLog(file: string): Promise<GreenLog> {
  const green = new GreenLog();
  const decoder = decoding();
  const job = new JobReader(grammarMarks(), ({ text }) => green.add(text));
  const lines = textLines((line) => job.push(line));
  for await (const chunk of bytesOf(file)) lines.push(decoder.push(chunk));
  lines.push(decoder.end());
  lines.end();
  job.end();
  return green;
}

/** `-` is the standard input. */
export async function* bytesOf(file: string): AsyncIterable<Uint8Array> {
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of stream) yield chunk as Uint8Array;
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
