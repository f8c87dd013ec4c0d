// What is told about one file: the shape that `greenlight signals` prints, one object a line.
import type { Span } from '../evidence/evidence.ts';
import type { FailureKind, FailureSignal } from '../failure-signal.ts';

export type Outcome = 'failed' | 'passed' | 'cancelled' | 'timed_out' | 'unreadable' | 'unknown';

/** Every field is there; null where the file does not tell. */
export type FileFailure = {
  readonly kind: FailureKind;
  readonly tool: string;
  readonly testId: string | null;
  readonly suite: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly code: string | null;
  readonly severity: FailureSignal['severity'];
  readonly message: string;
  readonly excerpt: FailureSignal['excerpt'];
  readonly attempts: { readonly passed: number; readonly failed: number } | null;
  readonly fingerprint: FailureSignal['fingerprint'];
  readonly confidence: FailureSignal['confidence'];
  readonly origin: string;
};

/** Lines of a step that were seen and not kept, and why. */
export type Dropped = {
  readonly step: string | null;
  readonly fromLine: number;
  readonly toLine: number;
  readonly lines: number;
  readonly chars: number;
  readonly why: string;
};

export type Completeness = {
  readonly bytes: number;
  readonly lines: number;
  readonly encoding: string;
  /** The file ends before its own end, or parts of it were not kept. */
  readonly truncated: boolean;
  /** Why nothing, or not everything, could be read; null where all was. */
  readonly reason: string | null;
  /** Lines longer than are kept; head and tail of each are. */
  readonly cut: { readonly lines: number; readonly chars: number };
  readonly dropped: readonly Dropped[];
  readonly steps: { readonly seen: number; readonly failed: number; readonly read: number };
  readonly tests: {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    readonly flaky: number;
  } | null;
  readonly failures: { readonly found: number; readonly shown: number };
  readonly evidence: { readonly lines: number; readonly budgetLines: number; readonly leftOutLines: number };
  /** The green log it was held against; null where none was given. */
  readonly green: { readonly lines: number; readonly isWhole: boolean } | null;
  readonly notes: readonly string[];
};

export type FileSignals = {
  readonly file: string;
  readonly format: string;
  readonly outcome: Outcome;
  readonly failures: readonly FileFailure[];
  readonly evidence: readonly Span[];
  readonly triage: { readonly likely: string; readonly because: readonly string[] };
  readonly completeness: Completeness;
  /** How many secrets were taken out of what was read. */
  readonly redactions: number;
};

export const MAX_FAILURES = 1_000;

export function fileFailure(signal: FailureSignal): FileFailure {
  return {
    kind: signal.kind,
    tool: signal.tool,
    testId: signal.testId ?? null,
    suite: signal.suite ?? null,
    file: signal.file ?? null,
    line: signal.line ?? null,
    column: signal.column ?? null,
    code: signal.code ?? null,
    severity: signal.severity,
    message: signal.message,
    excerpt: signal.excerpt,
    attempts: signal.attempts ?? null,
    fingerprint: signal.fingerprint,
    confidence: signal.confidence,
    origin: signal.origin,
  };
}

/** A file of which nothing could be read: no pass, and no failure either. */
export function unreadable(
  { file, notes = [] }: { readonly file: string; readonly notes?: readonly string[] | undefined },
  reason: string,
  seen: Partial<Completeness> = {},
): FileSignals {
  return {
    file,
    format: 'unknown',
    outcome: 'unreadable',
    failures: [],
    evidence: [],
    triage: { likely: 'unknown', because: [reason] },
    completeness: { ...NOTHING_SEEN, notes, ...seen, reason },
    redactions: 0,
  };
}

export const NOTHING_SEEN: Completeness = {
  bytes: 0,
  lines: 0,
  encoding: 'utf-8',
  truncated: false,
  reason: null,
  cut: { lines: 0, chars: 0 },
  dropped: [],
  steps: { seen: 0, failed: 0, read: 0 },
  tests: null,
  failures: { found: 0, shown: 0 },
  evidence: { lines: 0, budgetLines: 0, leftOutLines: 0 },
  green: null,
  notes: [],
};
