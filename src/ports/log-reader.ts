// Reading logs and reports of CI: work of seconds on text of strangers, which must not stand in the way of everything else.
import type { GreenHashes, MatcherFile } from '#core/signals/job/desk.ts';
import type { JobLogFacts, JobReading } from '#core/signals/job/job-reading.ts';
import type { ReportReading } from '#core/signals/reports/read-report.ts';

/** `it_broke`: a mistake of ours, told to the operator's log. */
export type UnreadWhy = 'took_too_long' | 'too_much_memory' | 'it_broke';
export type Unread = { readonly unread: UnreadWhy };

export type LogHelp = {
  /** Of the last green log of the same job. */
  readonly green: GreenHashes | null;
  /** The repository's own problem matchers. */
  readonly matchers: readonly MatcherFile[];
  /** The text of a file of matchers that the workflow added, by the name it used; null where there is none. */
  added(path: string): Promise<string | null>;
};

/** One thing at a time: each call waits for the one before. */
export interface OpenReader extends AsyncDisposable {
  /** Reads the chunks to their end; what they throw is thrown. */
  log(facts: JobLogFacts, chunks: AsyncIterable<Uint8Array>, help: LogHelp): Promise<JobReading | Unread>;
  green(chunks: AsyncIterable<Uint8Array>): Promise<GreenHashes | Unread>;
  report(name: string, bytes: Uint8Array): Promise<ReportReading | Unread>;
}

export interface LogReader {
  /** `secrets`: values that are taken out of all that is read. What was opened has to be disposed of. */
  open(secrets: readonly string[]): OpenReader;
}

export const isUnread = <T extends object>(reading: T | Unread): reading is Unread => 'unread' in reading;
