// Follows an agent at work by what it prints and what its model counts, and tells of it now and then.
import { type Activity, activityOf, pauseMs } from '#core/agents/activity.ts';
import type { AgentEvent } from '#core/agents/event.ts';
import { AgentLines } from '#core/agents/line-reader.ts';
import { NO_PROGRESS, type Progress, progressed } from '#core/agents/progress.ts';
import { STREAMS, type StreamName } from '#core/agents/streams/streams.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import { oneLine } from '#core/messages/words.ts';
import { cleanTerminal } from '#core/redact.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

export type WatchOptions = {
  readonly stream: StreamName;
  readonly clock: Clock;
  readonly log: Log;
  redact(text: string): string;
  /** Called rarely, and never twice at once. */
  tell(activity: Activity): Promise<void>;
};

const MAX_WORDS_CHARS = 200;

export class AgentWatch {
  readonly #options: WatchOptions;
  readonly #lines: AgentLines;
  readonly #closing = new AbortController();
  readonly #beganAtMs: number;
  #progress: Progress = NO_PROGRESS;
  #usage: ModelUsage | undefined;
  #told = '';
  #nextAtMs = 0;
  #telling: Promise<void> | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#beganAtMs = options.clock.nowMs();
    this.#lines = new AgentLines(STREAMS[options.stream], (event) => this.#take(event));
    this.#told = keyOf(this.#activity());
  }

  print(chunk: Uint8Array): void {
    this.#lines.push(chunk);
    this.#tellIfNew();
  }

  /** Of all runs of the attempt. */
  uses(usage: ModelUsage): void {
    this.#usage = usage;
    this.#tellIfNew();
  }

  /** Nothing is told from here on. */
  async close(): Promise<void> {
    this.#lines.end();
    this.#closing.abort();
    await this.#telling;
  }

  #take(event: AgentEvent): void {
    this.#progress = progressed(this.#progress, event);
  }

  #activity(): Activity {
    const cleaned = (words: string) => oneLine(this.#options.redact(cleanTerminal(words)), MAX_WORDS_CHARS);
    return activityOf(this.#progress, this.#usage, cleaned);
  }

  #tellIfNew(): void {
    const isOver = this.#closing.signal.aborted;
    if (isOver || this.#telling !== undefined || keyOf(this.#activity()) === this.#told) return;
    this.#telling = this.#tellInTime().finally(() => {
      this.#telling = undefined;
      this.#tellIfNew();
    });
  }

  async #tellInTime(): Promise<void> {
    const { clock, tell, log } = this.#options;
    try {
      await clock.sleepUntil(this.#nextAtMs, this.#closing.signal);
      const activity = this.#activity();
      this.#told = keyOf(activity);
      this.#nextAtMs = clock.nowMs() + pauseMs(clock.nowMs() - this.#beganAtMs);
      await tell(activity);
    } catch (error) {
      // A line on a card that is not told stops nothing.
      if (!this.#closing.signal.aborted) log.warn({ err: error }, 'what an agent does could not be told');
    }
  }
}

const keyOf = (activity: Activity): string => JSON.stringify(activity);
