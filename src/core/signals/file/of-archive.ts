// What was read in the files of one archive -> one answer about it. Lines are those of its files: as evidence they would point nowhere.
import {
  type FileFailure,
  type FileSignals,
  MAX_FAILURES,
  NOTHING_SEEN,
  type Outcome,
} from './file-signals.ts';

export type ArchiveEntry = { readonly name: string; readonly signals: FileSignals };

export type ArchiveFacts = {
  readonly file: string;
  readonly format: string;
  readonly bytes: number;
  /** What was not read and need not be, and why. */
  readonly left: readonly string[];
  /** Reports and logs that are in it and could not be read. */
  readonly missing: readonly string[];
  /** The archive itself is broken off or refused. */
  readonly problem: string | null;
};

const MAX_NOTES = 60;

export function signalsOfArchive(facts: ArchiveFacts, entries: readonly ArchiveEntry[]): FileSignals {
  const failures = distinct(entries.flatMap(({ signals }) => signals.failures));
  const outcome = outcomeOf(facts, entries);
  const reason =
    facts.problem ?? facts.missing[0] ?? (entries.length === 0 ? 'no file in it is a report or a log' : null);
  const sum = (of: (signals: FileSignals) => number): number =>
    entries.reduce((total, { signals }) => total + of(signals), 0);
  return {
    file: facts.file,
    format: facts.format,
    outcome,
    failures: failures.slice(0, MAX_FAILURES),
    evidence: [],
    triage: triageOf(entries, reason),
    completeness: {
      ...NOTHING_SEEN,
      bytes: facts.bytes,
      lines: sum(({ completeness }) => completeness.lines),
      truncated:
        facts.problem !== null ||
        facts.missing.length > 0 ||
        entries.some(({ signals }) => signals.completeness.truncated),
      reason,
      cut: {
        lines: sum(({ completeness }) => completeness.cut.lines),
        chars: sum(({ completeness }) => completeness.cut.chars),
      },
      dropped: entries.flatMap(({ signals }) => signals.completeness.dropped).slice(0, MAX_NOTES),
      tests: testsOf(entries),
      failures: { found: failures.length, shown: Math.min(failures.length, MAX_FAILURES) },
      notes: bounded([...facts.missing, ...facts.left, ...entries.map(noteOf)]),
    },
    redactions: sum(({ redactions }) => redactions),
  };
}

/** A report of which something is missing has not passed, and neither has an archive with one in it. */
function outcomeOf({ problem, missing }: ArchiveFacts, entries: readonly ArchiveEntry[]): Outcome {
  const outcomes = new Set(entries.map(({ signals }) => signals.outcome));
  for (const each of ['failed', 'timed_out', 'cancelled'] as const) if (outcomes.has(each)) return each;
  const isWhole = problem === null && missing.length === 0 && !outcomes.has('unreadable');
  if (!isWhole || entries.length === 0) return 'unreadable';
  return outcomes.has('passed') ? 'passed' : 'unknown';
}

function distinct(failures: readonly FileFailure[]): readonly FileFailure[] {
  const seen = new Set<string>();
  return failures.filter(({ fingerprint }) => !seen.has(fingerprint.fine) && seen.add(fingerprint.fine));
}

function triageOf(entries: readonly ArchiveEntry[], reason: string | null): FileSignals['triage'] {
  const failed = entries.filter(({ signals }) => signals.failures.length > 0);
  if (failed.length === 0) return { likely: 'unknown', because: [reason ?? 'nothing in it failed'] };
  const likely = new Set(failed.map(({ signals }) => signals.triage.likely));
  const because = [...new Set(failed.flatMap(({ signals }) => signals.triage.because))];
  return likely.size === 1
    ? { likely: [...likely][0] ?? 'unknown', because }
    : { likely: 'unknown', because: ['its files speak for several causes', ...because].slice(0, MAX_NOTES) };
}

function testsOf(entries: readonly ArchiveEntry[]) {
  const all = entries.flatMap(({ signals }) => signals.completeness.tests ?? []);
  if (all.length === 0) return null;
  const sum = (of: 'passed' | 'failed' | 'skipped' | 'flaky') =>
    all.reduce((total, each) => total + each[of], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), flaky: sum('flaky') };
}

function noteOf({ name, signals }: ArchiveEntry): string {
  const { reason, notes } = signals.completeness;
  const more = [reason, ...notes].filter((each) => each !== null);
  return `${name}: ${signals.format}, ${signals.outcome}${more.length === 0 ? '' : ` (${more.join('; ')})`}`;
}

const bounded = (notes: readonly string[]): readonly string[] =>
  notes.length <= MAX_NOTES
    ? notes
    : [...notes.slice(0, MAX_NOTES), `${notes.length - MAX_NOTES} more notes are left out`];
