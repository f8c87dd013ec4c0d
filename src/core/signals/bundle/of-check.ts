// All that one failed check says, each source filling the gaps of the more trusted one: reports, then notes, then the log.
import type { Annotation } from '../annotation.ts';
import type { JobFinding } from '../job-finding.ts';
import { isEmptyNote, noteFindings } from '../reports/annotations.ts';
import type { ReportFinding } from '../reports/report.ts';
import type { FailedCheck, RunReport } from './checks.ts';
import { isRead } from './checks.ts';
import { Echoes } from './echoes.ts';
import { isSameFile, sameTests } from './same-test.ts';

export type OfCheck = {
  readonly findings: readonly JobFinding[];
  /** Where sources say the opposite of each other. */
  readonly contradictions: readonly string[];
};

export function findingsOf(check: FailedCheck, reports: readonly RunReport[]): OfCheck {
  const logged = isRead(check.reading) ? check.reading.findings : [];
  const decided = withReports(check, logged, reports);
  return { ...decided, findings: withNotes(check, decided.findings) };
}

/** What a report names, it decides: failed as it says, and no failure where it passed. The rest of the log stays. */
function withReports(
  check: FailedCheck,
  logged: readonly JobFinding[],
  reports: readonly RunReport[],
): OfCheck {
  const told = reports.flatMap(({ report }) =>
    report.findings.map((finding) => ({ finding, format: report.format })),
  );
  const passedAs = sameTests(reports.flatMap(({ report }) => report.passed ?? []));
  const failedAs = sameFailures(told.map(({ finding }) => finding));
  const left: JobFinding[] = [];
  const contradicted: JobFinding[] = [];
  const words = new Map<ReportFinding, JobFinding>();
  for (const finding of logged) {
    const match = failedAs(finding);
    if (match !== undefined) {
      if (!words.has(match)) words.set(match, finding);
    } else if (finding.testId !== undefined && passedAs(finding) !== undefined) contradicted.push(finding);
    else left.push(finding);
  }
  // Where a report tells the failures, the end of the log is no failure of its own.
  const rest = told.length > 0 ? left.filter(({ tool }) => tool !== 'log') : left;
  return {
    findings: [
      ...told.map(({ finding, format }) => reported(check, finding, format, words.get(finding))),
      ...rest,
    ],
    contradictions: contradicted.map(
      ({ testId = '' }) =>
        `the log of ${check.name} names ${testId} as failed, and a report says that it passed`,
    ),
  };
}

function sameFailures(told: readonly ReportFinding[]): (logged: JobFinding) => ReportFinding | undefined {
  const testOf = sameTests(told.filter(({ testId }) => testId !== undefined));
  const byLine = Map.groupBy(
    told.filter(({ testId }) => testId === undefined),
    ({ line }) => line,
  );
  return (logged) =>
    logged.testId === undefined
      ? byLine.get(logged.line)?.find((each) => isSameProblem(logged, each))
      : testOf(logged);
}

function isSameProblem(logged: JobFinding, told: ReportFinding): boolean {
  if (logged.file === undefined || told.file === undefined) return false;
  return isSameFile(logged.file, told.file) && (logged.code === told.code || logged.message === told.message);
}

/** The report says that and how it failed; where it stands in the log, and how often, the log. */
function reported(
  check: FailedCheck,
  { fromLine: _, toLine: __, text, ...finding }: ReportFinding,
  format: string,
  log: JobFinding | undefined,
): JobFinding {
  return {
    ...finding,
    attempts: finding.attempts ?? log?.attempts,
    ...{ from: 0, to: log?.lines.length ?? 0, lines: log?.lines ?? [] },
    job: check.name,
    step: log?.step ?? check.failedStep ?? undefined,
    excerpt: log === undefined || log.excerpt.fromLine === 0 ? { text, fromLine: 0, toLine: 0 } : log.excerpt,
    confidence: 'reported',
    origin: format,
    counted: log?.counted,
    stated: log?.stated,
    truncated: log?.truncated ?? false,
  };
}

/** A note on what is told already adds its place at most; one on a step that passed is nobody's failure. */
function withNotes(check: FailedCheck, found: readonly JobFinding[]): readonly JobFinding[] {
  const notes = check.notes.filter((note) => note.level === 'failure' && counts(check, note));
  const findings = [...found];
  const echoes = new Echoes(findings);
  const own: JobFinding[] = [];
  for (const note of noteFindings(notes)) {
    const finding = reported(check, note, 'annotation', undefined);
    const { file, line, column } = finding;
    if (file === undefined) {
      if (!echoes.hasSaid(finding)) own.push(finding);
      continue;
    }
    const at = echoes.of({ ...finding, file });
    const echo = at === undefined ? undefined : findings[at];
    if (at === undefined || echo === undefined) own.push(finding);
    else if (echo.file === undefined) {
      findings[at] = { ...echo, file, line, column, confidence: 'reported' };
      echoes.place(at, file, line);
    }
  }
  // Once somebody has said what failed, the end of the log is no failure of its own.
  return [...(own.length > 0 ? findings.filter(({ tool }) => tool !== 'log') : findings), ...own];
}

/** In a log that was read, the words of a note without a file stand as well, unless they are of the job as a whole. */
function counts(check: FailedCheck, note: Annotation): boolean {
  if (isEmptyNote(note)) return false;
  if (!isRead(check.reading)) return true;
  const isOfPassingStep = check.reading.errorsElsewhere.includes(firstLine(note.message));
  const isOfTheJob = noteFindings([note])[0]?.kind !== 'unknown';
  return !isOfPassingStep && (note.file !== null || isOfTheJob);
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').trim();
