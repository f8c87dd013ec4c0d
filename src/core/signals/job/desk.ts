// The desk at which logs and reports are read, one after the other. It runs in a thread of its own: plain data goes in and out. Pure.
import { countingRedactor, type Redacted } from '../../redact.ts';
import { GreenLog } from '../evidence/green-diff.ts';
import type { Grammar } from '../grammar.ts';
import { problemMatchers } from '../matchers/problem-matchers.ts';
import { grammarMarks } from '../read-job.ts';
import { decoding } from '../reading/decoding.ts';
import { JobReader } from '../reading/job-reader.ts';
import { textLines } from '../reading/text-lines.ts';
import { type ReportReading, readReport } from '../reports/read-report.ts';
import { safeVersions, type Versions } from '../versions/tool-versions.ts';
import { JobLog } from './job-log.ts';
import type { JobLogFacts, JobReading } from './job-reading.ts';

export type DeskOptions = {
  /** Values that must never be kept, shown or prompted. */
  readonly secrets: readonly string[];
  /** What is kept of each log, as UTF-8. */
  readonly keptBytes: number;
  /** What is read of each log. */
  readonly maxLogBytes: number;
};

/** A green log as it is kept: hashes of its masked lines, and the versions of tools that it told. */
export type GreenHashes = {
  readonly hashes: Float64Array;
  readonly isFull: boolean;
  /** Absent in what was kept before they were read. */
  readonly versions?: Versions;
};
/** A file of problem matchers; `text` is null where there is none of that name. */
export type MatcherFile = { readonly path: string; readonly text: string | null };

/** More distinct lines are not kept of a green log. */
const MAX_GREEN_LINES = 200_000;

export class Desk {
  readonly #options: DeskOptions;
  readonly #redact: (text: string) => Redacted;
  #log: JobLog | undefined;
  #green: GreenReading | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#redact = countingRedactor(options.secrets);
  }

  beginLog(facts: JobLogFacts, green: GreenHashes | null): void {
    const { keptBytes, maxLogBytes: maxBytes } = this.#options;
    const known =
      green === null ? undefined : new GreenLog(MAX_GREEN_LINES, green.hashes, green.isFull, green.versions);
    this.#log = new JobLog(facts, { redact: this.#redact, keptBytes, maxBytes, green: known });
  }

  push(chunk: Uint8Array): void {
    this.#log?.push(chunk);
    this.#green?.push(chunk);
  }

  /** Files of problem matchers that the workflow added, as it named them. After the log's last chunk. */
  addedMatchers(): readonly string[] {
    return this.#log?.addedMatchers() ?? [];
  }

  /** After `addedMatchers`. */
  endLog(files: readonly MatcherFile[]): JobReading {
    const log = this.#log;
    if (log === undefined) throw new Error('no log was begun');
    this.#log = undefined;
    const read = files.map(matchersIn);
    return log.end(
      read.flatMap(({ grammars }) => grammars),
      read.flatMap(({ problems }) => problems),
    );
  }

  beginGreen(): void {
    this.#green = greenReading(this.#redact);
  }

  endGreen(): GreenHashes {
    const green = this.#green?.end() ?? { hashes: new Float64Array(0), isFull: false };
    this.#green = undefined;
    return green;
  }

  report(name: string, bytes: Uint8Array): ReportReading {
    return readReport(name, bytes, this.#redact);
  }
}

function matchersIn({ path, text }: MatcherFile): {
  grammars: readonly Grammar[];
  problems: readonly string[];
} {
  if (text === null) return { grammars: [], problems: [`${path}: there is no such file`] };
  const { grammars, problems } = problemMatchers(text);
  return { grammars, problems: problems.map((problem) => `${path}: ${problem}`) };
}

type GreenReading = { push(chunk: Uint8Array): void; end(): GreenHashes };

/** Every step of it counts: a step that passes may print what the same step of a red run prints. */
function greenReading(redact: (text: string) => Redacted): GreenReading {
  const green = new GreenLog(MAX_GREEN_LINES);
  const decoder = decoding();
  const job = new JobReader(grammarMarks(), ({ text }) => green.add(text));
  const lines = textLines((line) => job.push(line));
  return {
    push: (chunk) => lines.push(decoder.push(chunk)),
    end() {
      lines.push(decoder.end());
      lines.end();
      const { versions } = job.end();
      return { hashes: green.hashes(), isFull: green.isFull, versions: safeVersions(versions, redact) };
    },
  };
}
