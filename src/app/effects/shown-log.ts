// The part of a job's log that triage looks at.
import type { JobReading } from '#core/signals/job/job-reading.ts';

/** What triage looks at of a log: without times and secrets, its end where it is long. */
export type ShownLog = {
  readonly text: string;
  readonly truncated: boolean;
  readonly changedVersions?: JobReading['changedVersions'];
};

/** How a job began says what it checked out, its end why it failed; more of it would stand in everybody's way. */
const HEAD_CHARS = 100_000;
const TAIL_CHARS = 900_000;

export function shownLog({ kept, seen, changedVersions }: JobReading): ShownLog {
  const { text, gap } = kept;
  const isLong = text.length > HEAD_CHARS + TAIL_CHARS;
  return {
    text: isLong ? `${text.slice(0, HEAD_CHARS)}\n${text.slice(-TAIL_CHARS)}` : text,
    changedVersions,
    truncated: isLong || gap !== null || seen.droppedBytes + seen.unreadBytes > 0,
  };
}
