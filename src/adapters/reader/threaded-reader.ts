// Reads logs and reports in a thread beside the bot, chunk by chunk: a log of any length passes through bounded memory.
import type { GreenHashes } from '#core/signals/job/desk.ts';
import type { JobLogFacts, JobReading } from '#core/signals/job/job-reading.ts';
import type { ReportReading } from '#core/signals/reports/read-report.ts';
import type { Log } from '#ports/log.ts';
import type { LogHelp, LogReader, OpenReader, Unread } from '#ports/log-reader.ts';
import { DeskLost, DeskThread, type ThreadLimits } from './desk-thread.ts';

const KEPT_BYTES = 4_000_000;
const MAX_LOG_BYTES = 200_000_000;
const LIMITS: ThreadLimits = { callTimeoutMs: 60_000, memoryMb: 1_024 };

export function threadedReader(options: {
  log: Log;
  limits?: ThreadLimits;
  maxLogBytes?: number;
}): LogReader {
  const { log, limits = LIMITS, maxLogBytes = MAX_LOG_BYTES } = options;
  return {
    open: (secrets) =>
      new ThreadedReader(() => new DeskThread({ secrets, keptBytes: KEPT_BYTES, maxLogBytes }, limits), log),
  };
}

class ThreadedReader implements OpenReader {
  readonly #start: () => DeskThread;
  readonly #log: Log;
  #thread: DeskThread | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(start: () => DeskThread, log: Log) {
    this.#start = start;
    this.#log = log;
  }

  log(facts: JobLogFacts, chunks: AsyncIterable<Uint8Array>, help: LogHelp): Promise<JobReading | Unread> {
    return this.#read(async (desk) => {
      await desk.call('beginLog', facts, help.green);
      for await (const chunk of chunks) await desk.call('push', chunk);
      const added = [];
      for (const path of await desk.call('addedMatchers')) {
        const text = await help.added(path);
        // Most come with an action, from outside of the repository.
        if (text !== null) added.push({ path, text });
      }
      // As on GitHub, what the workflow added last goes first, before what stands in the settings.
      return await desk.call('endLog', [...added.toReversed(), ...help.matchers]);
    });
  }

  green(chunks: AsyncIterable<Uint8Array>): Promise<GreenHashes | Unread> {
    return this.#read(async (desk) => {
      await desk.call('beginGreen');
      for await (const chunk of chunks) await desk.call('push', chunk);
      return await desk.call('endGreen');
    });
  }

  report(name: string, bytes: Uint8Array): Promise<ReportReading | Unread> {
    return this.#read((desk) => desk.call('report', name, bytes));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
    await this.#thread?.end();
  }

  /** After what was asked before, whatever became of that. */
  #read<T>(work: (desk: DeskThread) => Promise<T>): Promise<T | Unread> {
    const turn = this.#turn.then(() => this.#readNow(work));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** A reading that came to no end leaves a desk full of papers: the next one gets another. */
  async #readNow<T>(work: (desk: DeskThread) => Promise<T>): Promise<T | Unread> {
    this.#thread ??= this.#start();
    try {
      return await work(this.#thread);
    } catch (error) {
      await this.#thread.end();
      this.#thread = undefined;
      if (!(error instanceof DeskLost)) throw error;
      if (error.why === 'it_broke') this.#log.error({ err: error }, 'a log could not be read');
      else this.#log.warn({ why: error.why, detail: error.message }, 'a log was given up');
      return { unread: error.why };
    }
  }
}
