// One failure of CI as structured data: what the next attempt, the stop rules and people are told.

export type FailureKind =
  | 'test'
  | 'compile'
  | 'typecheck'
  | 'lint'
  | 'format'
  | 'build'
  | 'dependency'
  | 'timeout'
  | 'crash'
  | 'infra'
  | 'unknown';

export type FailureSignal = {
  readonly kind: FailureKind;
  readonly tool: string;
  readonly job: string;
  readonly step?: string;
  readonly testId?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** First meaningful lines, redacted, at most MAX_MESSAGE_CHARS. */
  readonly message: string;
  /** The lines around it, redacted, at most MAX_EXCERPT_CHARS. */
  readonly excerpt: string;
  /** Survives timestamps, durations, paths, addresses, ports, shas and line shifts. */
  readonly fingerprint: string;
};

/** What a task's record keeps of a signal; the excerpt stays in the artifact store. */
export type FailureNote = Omit<FailureSignal, 'excerpt'>;

export const MAX_MESSAGE_CHARS = 600;
export const MAX_EXCERPT_CHARS = 4_000;
export const MAX_SIGNALS = 40;

export function noteOf(signal: FailureSignal): FailureNote {
  const { excerpt: _, ...note } = signal;
  return note;
}
