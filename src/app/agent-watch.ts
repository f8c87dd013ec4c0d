// Follows an agent at work by what it prints and what its model counts: tells of it now and then, and ends it at a limit.
import { type Activity, activityOf, pauseMs, turnsOf } from '#core/agents/activity.ts';
import type { AgentEvent } from '#core/agents/event.ts';
import { AgentLines } from '#core/agents/line-reader.ts';
import { NO_PROGRESS, type Progress, progressed } from '#core/agents/progress.ts';
import { STREAMS, type StreamName } from '#core/agents/streams/streams.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import { oneLine } from '#core/messages/words.ts';
import type { Policy } from '#core/policy.ts';
import { cleanTerminal } from '#core/redact.ts';
import type { Cap } from '#core/task/attempt.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Limits of one attempt; none where left out. */
export type Caps = Pick<Policy, 'maxTurns' | 'maxSilenceMs' | 'maxAttemptMs'>;

export type WatchOptions = {
  readonly caps: Caps;
  readonly stream: StreamName;
  readonly clock: Clock;
  readonly log: Log;
  redact(text: string): string;
  /** Ends the agent; called once at most. */
  halt(): Promise<void>;
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
  #heardAtMs: number;
  #reached: Cap | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#beganAtMs = options.clock.nowMs();
    this.#heardAtMs = this.#beganAtMs;
    this.#lines = new AgentLines(STREAMS[options.stream], (event) => this.#take(event));
    this.#told = keyOf(this.#activity());
  }

  /** The limit at which the agent was ended. */
  get reached(): Cap | undefined {
    return this.#reached;
  }

  /** By which it can be gone on with; its own word. */
  get sessionId(): string | undefined {
    return this.#progress.sessionId;
  }

  /** The agent's first instruction is about to run: time counts from here. */
  started(): void {
    const { clock, caps } = this.#options;
    this.#heardAtMs = clock.nowMs();
    if (caps.maxAttemptMs !== undefined)
      this.#at(clock.nowMs() + caps.maxAttemptMs, () => this.#reach('out_of_time'));
    this.#listen();
  }

  print(chunk: Uint8Array): void {
    this.#hear();
    const before = this.#progress;
    this.#lines.push(chunk);
    // Most of what is printed is no event, and to look at what is known is not free.
    if (this.#progress !== before) this.#notice();
  }

  /** Of all runs of the attempt. */
  uses(usage: ModelUsage): void {
    this.#hear();
    this.#usage = usage;
    this.#notice();
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

  #hear(): void {
    this.#heardAtMs = this.#options.clock.nowMs();
  }

  /** Wakes when the silence may have become too long, and no oftener, however much is printed. */
  #listen(): void {
    const { clock, caps } = this.#options;
    if (caps.maxSilenceMs === undefined) return;
    const limitAtMs = this.#heardAtMs + caps.maxSilenceMs;
    if (clock.nowMs() >= limitAtMs) this.#reach('silent');
    else this.#at(limitAtMs, () => this.#listen());
  }

  #at(atMs: number, act: () => void): void {
    const { clock, log } = this.#options;
    clock.sleepUntil(atMs, this.#closing.signal).then(act, (error: unknown) => {
      if (!this.#closing.signal.aborted) log.error({ err: error }, 'a limit of an agent is not watched');
    });
  }

  #reach(cap: Cap): void {
    if (this.#reached !== undefined || this.#closing.signal.aborted) return;
    this.#reached = cap;
    const { halt, log } = this.#options;
    halt().catch((error: unknown) =>
      log.error({ err: error, cap }, 'an agent at its limit could not be ended'),
    );
  }

  #activity(): Activity {
    const cleaned = (words: string) => oneLine(this.#options.redact(cleanTerminal(words)), MAX_WORDS_CHARS);
    return activityOf(this.#progress, this.#usage, cleaned);
  }

  #notice(): void {
    const { maxTurns = Number.POSITIVE_INFINITY } = this.#options.caps;
    if (turnsOf(this.#progress, this.#usage) > maxTurns) this.#reach('out_of_turns');
    this.#tellIfNew();
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
