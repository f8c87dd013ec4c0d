// A report file that was read -> what is told about it.

import { triageOfLog } from '../../triage/of-log.ts';
import { noteOf } from '../failure-signal.ts';
import type { JobFinding } from '../job-finding.ts';
import { safeFinding } from '../reports/read-report.ts';
import type { Report, ReportFinding } from '../reports/report.ts';
import { signalsFrom } from '../signals-of.ts';
import type { FileOptions, FileReading, Seen } from './file-reader.ts';
import { fileFailure, MAX_FAILURES, NOTHING_SEEN, type Outcome } from './file-signals.ts';

type Context = FileOptions & { readonly seen: Seen; readonly lines: number; readonly text?: string };

const MAX_SPAN_LINES = 30;
const BUDGET_LINES = 120;

export function signalsOfReport(report: Report, context: Context): FileReading {
  let redactions = 0;
  const redact = (text: string): string => {
    const { text: safe, count } = context.redact(text);
    redactions += count;
    return safe;
  };
  const findings = report.findings.map((finding) =>
    jobFinding(safeFinding(finding, redact), report.format, context),
  );
  const all = signalsFrom(findings, context.tree);
  const outcome = outcomeOf(report);
  const shown = all.slice(0, MAX_FAILURES);
  const evidence = spansOf(shown);
  const triage = triageOfLog(shown.map(noteOf));
  const lines = new Map<number, string>();
  for (const { excerpt } of shown)
    for (const [at, text] of excerpt.text.split('\n').entries()) lines.set(excerpt.fromLine + at, text);
  return {
    source: (no) => lines.get(no),
    signals: {
      file: context.file,
      format: report.format,
      outcome,
      failures: shown.map(fileFailure),
      evidence: evidence.spans,
      triage:
        shown.length > 0
          ? triage
          : { likely: 'unknown', because: [report.problem ?? 'nothing in it failed'] },
      completeness: {
        ...NOTHING_SEEN,
        ...context.seen,
        lines: context.lines,
        truncated: report.problem !== undefined,
        reason: report.problem ?? null,
        tests: report.counts,
        failures: { found: all.length, shown: shown.length },
        evidence: evidence.completeness,
        notes: report.notes,
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

function jobFinding(finding: ReportFinding, format: string, { file, text }: Context): JobFinding {
  const found = finding.fromLine === 0 && text !== undefined ? lineOf(finding, text) : finding.fromLine;
  const { fromLine: _, toLine, text: said, ...rest } = finding;
  return {
    ...rest,
    from: 0,
    to: 0,
    job: file,
    step: undefined,
    excerpt: { text: said, fromLine: found, toLine: Math.max(found, toLine) },
    confidence: 'reported',
    origin: format,
    counted: undefined,
    stated: undefined,
    truncated: false,
    lines: [],
  };
}

/** Where in a JSON document its name or message stands: to point at it, nothing more. */
function lineOf({ testId, message }: ReportFinding, text: string): number {
  const words = (testId ?? message).split('\n')[0]?.slice(0, 80) ?? '';
  const at = words === '' ? -1 : text.indexOf(JSON.stringify(words).slice(1, -1));
  if (at === -1) return 0;
  let no = 1;
  for (let feed = text.indexOf('\n'); feed !== -1 && feed < at; feed = text.indexOf('\n', feed + 1)) no += 1;
  return no;
}

function spansOf(
  shown: readonly { excerpt: { fromLine: number; toLine: number }; tool: string; testId?: string }[],
) {
  const spans: { fromLine: number; toLine: number; why: string }[] = [];
  let used = 0;
  let leftOutLines = 0;
  for (const { excerpt, tool, testId } of shown) {
    if (excerpt.fromLine === 0) continue;
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
