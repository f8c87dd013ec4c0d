// One failure of CI as structured data: what the next attempt, the stop rules and people are told.

export type FailureKind =
  | 'test'
  | 'compile'
  | 'typecheck'
  | 'lint'
  | 'format'
  | 'build'
  | 'dependency'
  /** A job that only sums up others, a coverage threshold, a check of the title: nothing of its own broke. */
  | 'gate'
  | 'crash'
  | 'timeout'
  /** Memory, disk, file handles. */
  | 'resource'
  | 'network'
  | 'permission'
  | 'config'
  | 'infra'
  | 'unknown';

/** `reported` by a report file or the forge's API, `parsed` by a tool's grammar, `guessed` from plain text. */
export type Confidence = 'reported' | 'parsed' | 'guessed';

/** Lines of the job's log as the forge serves it, counted from 1 by line feeds; both 0 where it stands in no log. */
export type Excerpt = { readonly text: string; readonly fromLine: number; readonly toLine: number };

/** Equal prints of one version are the same failure (`fine`) or the same test, rule or place (`coarse`). */
export type Fingerprint = { readonly fine: string; readonly coarse: string; readonly v: number };

export type FailureSignal = {
  readonly kind: FailureKind;
  readonly tool: string;
  readonly job: string;
  readonly step?: string;
  readonly testId?: string;
  /** What groups tests: the describe block, the class, the package. */
  readonly suite?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The tool's own code: TS2322, no-unused-vars, E0308. */
  readonly code?: string;
  /** The file is one of the repository's at the commit that was tested; absent where that is not known. */
  readonly firstParty?: boolean;
  readonly severity: 'error' | 'warning';
  /** First meaningful lines, redacted, at most MAX_MESSAGE_CHARS. */
  readonly message: string;
  /** The lines around it, redacted, its text at most MAX_EXCERPT_CHARS. */
  readonly excerpt: Excerpt;
  /** How often it ran inside one run of CI, where the tool or the log tells. */
  readonly attempts?: { readonly passed: number; readonly failed: number };
  /** Survives timestamps, durations, paths, addresses, ports, shas and line shifts. */
  readonly fingerprint: Fingerprint;
  readonly confidence: Confidence;
  /** Who read it: the name of the grammar, the report format or the API. */
  readonly origin: string;
};

/** What a task's record keeps of a signal; the excerpt stays in the artifact store. */
export type FailureNote = Omit<FailureSignal, 'excerpt'>;

export const MAX_MESSAGE_CHARS = 600;
export const MAX_EXCERPT_CHARS = 4_000;
export const MAX_SIGNALS = 40;

export const NO_EXCERPT: Excerpt = { text: '', fromLine: 0, toLine: 0 };

export function noteOf(signal: FailureSignal): FailureNote {
  const { excerpt: _, ...note } = signal;
  return note;
}
