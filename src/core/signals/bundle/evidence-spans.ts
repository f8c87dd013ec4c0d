// The lines to show of a commit's failures: chosen from all logs and reports together, under one budget.
import { BUDGET_LINES, chosenFrom, GREEN_BUDGET_LINES, type Source } from '../evidence/evidence.ts';
import type { FailureSignal } from '../failure-signal.ts';
import type { JobFinding } from '../job-finding.ts';
import { type FailedCheck, isRead } from './checks.ts';

/** Lines to put before an agent: of a job's log by its artifact's name, or of a report (`log` is null). */
export type EvidenceSpan = {
  readonly job: string;
  readonly log: string | null;
  /** Of the job's log, from 1 by line feeds; of what a report says of one failure otherwise. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly why: string;
  /** The fine print of the failure that they belong to; null for other lines of the log. */
  readonly failure: string | null;
  readonly text: string;
};

export type Told = { readonly signal: FailureSignal; readonly finding: JobFinding };

type LogSource = Source & {
  readonly job: string;
  readonly log: string | null;
  readonly texts: ReadonlyMap<number, string>;
};

export function evidenceFor(shown: readonly Told[], checks: readonly FailedCheck[]) {
  const logs = checks.map(sourceOf);
  const sought = shown.map(({ signal, finding }) => {
    const own = finding.lines.length > 0 ? logs.find(({ job }) => job === finding.job) : undefined;
    const of = signal.fingerprint.fine;
    return own === undefined ? fromReport(finding, of) : { source: own, finding, of };
  });
  const hasGreen = checks.some(({ reading }) => isRead(reading) && reading.seen.green !== null);
  const chosen = chosenFrom<LogSource>(sought, logs, hasGreen ? GREEN_BUDGET_LINES : BUDGET_LINES);
  return {
    ...chosen,
    spans: chosen.spans.map(({ source, fromLine, toLine, why, of }) => ({
      job: source.job,
      log: source.log,
      fromLine,
      toLine,
      why,
      failure: of ?? null,
      text: linesOf(source, fromLine, toLine),
    })),
  };
}

const sourceOf = ({ name, logName, reading }: FailedCheck): LogSource => ({
  job: name,
  log: logName,
  candidates: isRead(reading) ? reading.candidates : null,
  texts: new Map(isRead(reading) ? reading.texts : []),
});

const MAX_REPORT_LINES = 24;
const MAX_LINE_CHARS = 500;

/** What a report says of a failure is a text of its own, whose lines count under the same budget. */
function fromReport(finding: JobFinding, of: string) {
  const all = finding.excerpt.text.split('\n').slice(0, 200);
  const lines = all.map((text, at) => ({ no: at + 1, text: text.slice(0, MAX_LINE_CHARS), mark: null }));
  const said = finding.excerpt.text.trim() === '' ? [] : lines;
  const source: LogSource = {
    job: finding.job,
    log: null,
    candidates: null,
    texts: new Map(said.map(({ no, text }) => [no, text])),
  };
  const to = Math.min(said.length, MAX_REPORT_LINES);
  return { source, finding: { ...finding, lines: said, from: 0, to }, of };
}

const linesOf = ({ texts }: LogSource, from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => texts.get(from + at) ?? '').join('\n');
