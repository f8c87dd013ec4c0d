// A report file that was read -> what is told about it.
import { triageOfLog } from '../../triage/of-log.ts';
import { noteOf } from '../failure-signal.ts';
import type { JobFinding } from '../job-finding.ts';
import type { ReadLog } from '../reading/job-reader.ts';
import { safeReport } from '../reports/read-report.ts';
import type { Report, ReportFinding } from '../reports/report.ts';
import { firstSignals } from '../signals-of.ts';
import { fileFailure, MAX_FAILURES, NOTHING_SEEN, type Outcome } from './file-signals.ts';
import { LineFinder } from './line-finder.ts';
import { droppedOf, readingOf } from './of-log.ts';
import type { FileOptions, FileReading, Seen } from './text-reader.ts';

type Context = FileOptions & {
  readonly seen: Seen;
  readonly lines: number;
  /** Of a document that is not read by lines: to find its words in. */
  readonly text?: string;
  /** Lines before its first. */
  readonly before?: number;
  /** What stands around it. */
  readonly beside?: ReadLog | undefined;
};

const MAX_SPAN_LINES = 30;
const BUDGET_LINES = 120;

export function signalsOfReport(told: Report, context: Context): FileReading {
  let redactions = context.beside?.privateKeys ?? 0;
  const redact = (text: string): string => {
    const { text: safe, count } = context.redact(text);
    redactions += count;
    return safe;
  };
  const report = safeReport(told, redact);
  const lineAt = linesFor(told.findings, context);
  const own = report.findings.map((each, at) => jobFinding(each, lineAt[at] ?? 0, report.format, context));
  const beside = context.beside === undefined ? undefined : readingOf(context.beside, context, redact);
  const others = (beside?.findings ?? []).filter(({ confidence }) => confidence === 'parsed');
  const { signals: shown, found } = firstSignals([...own, ...others], context.tree, MAX_FAILURES);
  const evidence = spansOf(shown);
  const lines = new Map<number, string>();
  for (const { excerpt } of shown)
    for (const [at, text] of excerpt.text.split('\n').entries()) lines.set(excerpt.fromLine + at, text);
  const log = context.beside;
  return {
    source: (no) => lines.get(no),
    signals: {
      file: context.file,
      format: report.format,
      outcome: others.length > 0 ? 'failed' : outcomeOf(report),
      failures: shown.map(fileFailure),
      evidence: evidence.spans,
      triage:
        shown.length > 0
          ? triageOfLog(shown.map(noteOf))
          : { likely: 'unknown', because: [report.problem ?? 'nothing in it failed'] },
      completeness: {
        ...NOTHING_SEEN,
        ...context.seen,
        lines: context.lines,
        truncated: report.problem !== undefined || (log?.cutLines ?? 0) > 0,
        reason: report.problem ?? null,
        cut: { lines: log?.cutLines ?? 0, chars: log?.cutChars ?? 0 },
        dropped: log === undefined || beside === undefined ? [] : droppedOf(log, beside),
        tests: report.counts,
        failures: { found, shown: shown.length },
        evidence: evidence.completeness,
        notes: [...(context.notes ?? []), ...report.notes],
      },
      redactions,
    },
  };
}

/** A report that could not be read to its end has not passed, and one without a test in it has tested nothing. */
function outcomeOf({ findings, counts, problem }: Report): Outcome {
  if (findings.length > 0) return 'failed';
  if (problem !== undefined) return 'unreadable';
  return counts.passed + counts.flaky > 0 ? 'passed' : 'unknown';
}

/** The lines in which they stand; 0 where that is not known. Words are looked for as the file has them. */
function linesFor(findings: readonly ReportFinding[], { text, before = 0 }: Context): readonly number[] {
  const finder = text === undefined ? undefined : new LineFinder(text);
  return findings.map(({ fromLine, testId, message }) => {
    if (fromLine > 0) return fromLine + before;
    return finder?.lineOf((testId ?? message).split('\n')[0]?.slice(0, 80) ?? '') ?? 0;
  });
}

function jobFinding(
  { fromLine, toLine, text, ...rest }: ReportFinding,
  line: number,
  format: string,
  { file }: Context,
): JobFinding {
  return {
    ...rest,
    from: 0,
    to: 0,
    job: file,
    step: undefined,
    excerpt: { text, fromLine: line, toLine: line + Math.max(0, toLine - fromLine) },
    confidence: 'reported',
    origin: format,
    counted: undefined,
    stated: undefined,
    truncated: false,
    lines: [],
  };
}

function spansOf(
  shown: readonly { excerpt: { fromLine: number; toLine: number }; tool: string; testId?: string }[],
) {
  const spans: { fromLine: number; toLine: number; why: string }[] = [];
  const seen = new Set<string>();
  let used = 0;
  let leftOutLines = 0;
  for (const { excerpt, tool, testId } of shown) {
    // A document on one line tells all of them there.
    const place = `${excerpt.fromLine}-${excerpt.toLine}`;
    if (excerpt.fromLine === 0 || seen.has(place)) continue;
    seen.add(place);
    const wanted = Math.min(excerpt.toLine - excerpt.fromLine + 1, MAX_SPAN_LINES);
    const lines = Math.min(wanted, BUDGET_LINES - used);
    leftOutLines += wanted - lines;
    if (lines <= 0) continue;
    used += lines;
    const why = `${tool}: ${testId ?? 'failed'}`.slice(0, 80).toWellFormed();
    spans.push({ fromLine: excerpt.fromLine, toLine: excerpt.fromLine + lines - 1, why });
  }
  return {
    spans: spans.sort((a, b) => a.fromLine - b.fromLine),
    completeness: { lines: used, budgetLines: BUDGET_LINES, leftOutLines },
  };
}
