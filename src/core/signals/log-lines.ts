// A job's log as lines a grammar can read: without marks, times, colours and the runner's echo of the step's script.

export type LogLine = {
  /** Its number in the raw log, from 1, by line feeds. Neighbours in a list need not be neighbours in the log. */
  readonly no: number;
  /** At most MAX_LINE_CHARS characters, so that no expression ever meets a longer one. */
  readonly text: string;
  /** All of it, where it is longer than that and a tool printed a report as one line. */
  readonly whole?: string;
  /** What the runner marked it as; such a line is often a second copy of one that stands above it. */
  readonly mark: 'error' | 'warning' | 'notice' | null;
};

export const MAX_LINE_CHARS = 4_096;

/** How the runner says that a step failed, whatever the step said itself. */
export const STEP_FAILED = /^Process completed with exit code (\d{1,10})\.?$/;
