// What an agent prints, kept where people may read it while it still prints: about once a second, redacted, head and tail.
import { cleanTerminal } from '#core/redact.ts';
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { LogKeeper } from './log-keeper.ts';

export type LiveLogOptions = {
  readonly clock: Clock;
  readonly log: Log;
  redact(text: string): string;
  /** Replaces what was kept before; never called twice at once. */
  keep(text: string): Promise<unknown>;
};

/** All of it is redacted anew each time, so that no secret hides between two pieces: this bounds what that costs. */
const MAX_BYTES = 128 * 1024;
const EVERY_MS = 1_000;
const LINE_FEED = 10;
/** A flood never pauses: it is shown up to here from its end. */
const MAX_HELD_LINES = 100;

export class LiveLog {
  readonly #options: LiveLogOptions;
  readonly #kept = new LogKeeper(MAX_BYTES);
  readonly #closing = new AbortController();
  /** Lines that ended since the last look. */
  #newLines = 0;
  #shown = '';
  #following: Promise<void> | undefined;

  constructor(options: LiveLogOptions) {
    this.#options = options;
  }

  hear(chunk: Uint8Array): void {
    if (this.#closing.signal.aborted) return;
    this.#kept.add(chunk);
    this.#newLines += linesIn(chunk);
    this.#following ??= this.#follow().finally(() => {
      this.#following = undefined;
    });
  }

  /** Nothing is written from here on: the whole log may take this one's place. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { clock } = this.#options;
    let isHolding = true;
    while (isHolding && (await waitedUntil(clock, clock.nowMs() + EVERY_MS, this.#closing.signal))) {
      isHolding = this.#newLines > 0;
      await this.#show();
      isHolding ||= this.#newLines > 0;
    }
  }

  /**
   * A line is shown one look after it ended, and its end is redacted with what followed: a secret that is printed in pieces, or broken
   * over lines, is known as one by then.
   */
  async #show(): Promise<void> {
    const { redact, keep, log } = this.#options;
    const clean = redact(cleanTerminal(this.#kept.text()));
    const text = withoutLastLines(clean, Math.min(this.#newLines, MAX_HELD_LINES));
    this.#newLines = 0;
    if (text === this.#shown) return;
    try {
      await keep(text);
      this.#shown = text;
    } catch (error) {
      // The log is kept again, whole, at the agent's end: until then only a look at it is missed.
      log.warn({ err: error }, 'what an agent prints could not be shown while it runs');
    }
  }
}

function linesIn(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** Without the line that has not ended, and that many before it. */
function withoutLastLines(text: string, count: number): string {
  let end = text.lastIndexOf('\n');
  for (let no = 0; no < count && end > 0; no += 1) end = text.lastIndexOf('\n', end - 1);
  return text.slice(0, end + 1);
}
