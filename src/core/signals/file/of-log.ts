// A log that was read, of a job or of one tool -> what is told about it.
import { triageOfLog } from '../../triage/of-log.ts';
import { evidenceOf } from '../evidence/evidence.ts';
import { type FailureSignal, noteOf } from '../failure-signal.ts';
import type { JobFinding } from '../job-finding.ts';
import type { LogLine } from '../log-lines.ts';
import { type LogReading, readLog } from '../read-job.ts';
import type { ReadLog } from '../reading/job-reader.ts';
import type { Report } from '../reports/report.ts';
import { type TapSums, tap } from '../reports/tap.ts';
import { firstSignals } from '../signals-of.ts';
import { changedVersions, type VersionChange } from '../versions/changed-versions.ts';
import { safeVersions } from '../versions/tool-versions.ts';
import {
  type Completeness,
  type Dropped,
  fileFailure,
  MAX_FAILURES,
  NOTHING_SEEN,
  type Outcome,
} from './file-signals.ts';
import type { FileOptions, FileReading, Seen } from './text-reader.ts';

type Context = FileOptions & {
  readonly seen: Seen;
  /** Of a file that begins like TAP. */
  readonly tap: TapSums | undefined;
};

export function signalsOfLog(log: ReadLog, context: Context): FileReading {
  let redactions = log.privateKeys;
  const redact = (text: string): string => {
    const { text: safe, count } = context.redact(text);
    redactions += count;
    return safe;
  };
  const reading = readingOf(log, context, redact);
  const now = safeVersions(log.versions, context.redact);
  const changed = changedVersions(context.green?.versions ?? {}, now);
  const isJob = log.stamped > 0 || log.steps.some(({ kind }) => kind !== 'setup' && kind !== 'after');
  const report =
    context.tap === undefined || isJob
      ? undefined
      : tap(
          reading.steps.flatMap(({ lines }) => lines),
          context.tap,
        );
  // A tool's own grammar knows its TAP better than the format alone tells.
  const isKnown = reading.findings.some(({ tool }) => tool === 'node:test');
  // What only begins like TAP is none: it has no plan, and a tool that says how it ended.
  const isTap = report !== undefined && (report.problem === undefined || reading.ended === undefined);
  const findings = !isTap || isKnown ? reading.findings : tapFindings(report, reading, context.file);
  const { signals: shown, found } = firstSignals(findings, context.tree, MAX_FAILURES);
  const evidence = evidenceOf({ steps: reading.steps, findings, green: context.green });
  const outcome = isTap ? tapOutcome(report) : outcomeOf(reading, shown);
  return {
    source: sourceOf(reading),
    signals: {
      file: context.file,
      format: isJob ? 'github-log' : isTap ? 'tap' : 'text',
      outcome,
      failures: shown.map(fileFailure),
      evidence: outcome === 'passed' ? [] : evidence.spans,
      triage: triageFor(outcome, shown, reading, changed),
      completeness: completenessOf(log, reading, isTap ? report : undefined, context, {
        failures: { found, shown: shown.length },
        evidence: {
          lines: outcome === 'passed' ? 0 : evidence.lines,
          budgetLines: evidence.budgetLines,
          leftOutLines: evidence.leftOutLines,
        },
      }),
      redactions,
    },
  };
}

export function readingOf(
  log: ReadLog,
  { file, matchers, green }: FileOptions,
  redact: (text: string) => string,
): LogReading {
  const truncated = log.steps.some(({ retained }) => retained.holes().length > 0);
  return readLog(
    log,
    { job: file, failedStep: null, truncated },
    { hasFailed: false, redact, green, ...(matchers === undefined ? {} : { extraGrammars: matchers }) },
  );
}

/** The runner's word first, then what the tools say; that nothing was found is no pass. */
function outcomeOf({ end, ended }: LogReading, signals: readonly FailureSignal[]): Outcome {
  if (end !== 'unknown') return end;
  if (signals.length > 0 || ended === 'failed') return 'failed';
  return ended === 'passed' ? 'passed' : 'unknown';
}

function tapOutcome({ findings, counts, problem }: Omit<Report, 'format'>): Outcome {
  if (findings.length > 0) return 'failed';
  if (problem !== undefined) return 'unknown';
  return counts.passed > 0 ? 'passed' : 'unknown';
}

function tapFindings(
  report: Omit<Report, 'format'>,
  reading: LogReading,
  job: string,
): readonly JobFinding[] {
  const lines = reading.steps.flatMap((step) => step.lines);
  const index = new Map(lines.map(({ no }, at) => [no, at]));
  return report.findings.map(({ fromLine, toLine, text, ...finding }) => ({
    ...finding,
    from: index.get(fromLine) ?? 0,
    to: (index.get(toLine) ?? 0) + 1,
    job,
    step: undefined,
    excerpt: { text, fromLine, toLine },
    confidence: 'reported' as const,
    origin: 'tap',
    counted: undefined,
    stated: undefined,
    truncated: false,
    lines,
  }));
}

function triageFor(
  outcome: Outcome,
  signals: readonly FailureSignal[],
  { steps }: LogReading,
  changed: readonly VersionChange[],
) {
  if (outcome === 'cancelled' && signals.length === 0)
    return {
      likely: 'unknown',
      because: ['it was cancelled: by a person, by a newer run, or by a job beside it'],
    };
  if (signals.length === 0)
    return { likely: 'unknown', because: ['nothing in it could be read as a failure'] };
  const output = steps
    .filter(({ isRead }) => isRead)
    .flatMap(({ lines }) => lines.map(({ text }) => text))
    .join('\n');
  return triageOfLog(signals.map(noteOf), output, changed);
}

function completenessOf(
  log: ReadLog,
  reading: LogReading,
  report: Omit<Report, 'format'> | undefined,
  { seen, green, notes = [] }: Context,
  rest: Pick<Completeness, 'failures' | 'evidence'>,
): Completeness {
  const dropped = droppedOf(log, reading);
  return {
    ...NOTHING_SEEN,
    ...seen,
    ...rest,
    lines: log.lines,
    truncated: dropped.length > 0 || log.cutLines > 0 || report?.problem !== undefined,
    reason: report?.problem ?? null,
    cut: { lines: log.cutLines, chars: log.cutChars },
    dropped: dropped.slice(0, MAX_DROPPED),
    steps: {
      seen: log.steps.filter(({ kind }) => kind !== 'after').length,
      failed: log.steps.filter(({ failed }) => failed !== undefined).length,
      read: reading.steps.filter(({ isRead }) => isRead).length,
    },
    tests: report?.counts ?? null,
    green: green === undefined ? null : { lines: green.size, isWhole: !green.isFull },
    notes: [
      ...notes,
      ...(report?.notes ?? []),
      ...(dropped.length > MAX_DROPPED ? [`${dropped.length - MAX_DROPPED} more pieces were left out`] : []),
    ],
  };
}
const MAX_DROPPED = 200;

/** Titles as they were read, without secrets. */
export const droppedOf = (log: ReadLog, { steps }: LogReading): readonly Dropped[] =>
  log.steps.flatMap(({ retained }, at) =>
    retained.holes().map((hole) => ({ step: steps[at]?.title ?? null, ...hole })),
  );

function sourceOf({ steps }: LogReading): (no: number) => string | undefined {
  let lines: Map<number, string> | undefined;
  const build = (all: readonly LogLine[]) => new Map(all.map(({ no, text }) => [no, text]));
  return (no) => {
    lines ??= build(steps.flatMap((step) => step.lines));
    return lines.get(no);
  };
}
