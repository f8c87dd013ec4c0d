// One file of an artifact that looks like a report -> what it says, secrets taken out. What is no report after all says so.
import type { Redacted } from '../../redact.ts';
import { SNIFFED_CHARS, sortOf, withoutStart } from '../file/sniff.ts';
import type { LogLine } from '../log-lines.ts';
import { decoding } from '../reading/decoding.ts';
import { textLines } from '../reading/text-lines.ts';
import { jsonReport } from './json-report.ts';
import { clean, type Report, type ReportFinding, toolNamed } from './report.ts';
import { tap } from './tap.ts';
import { xmlReport } from './xml-report.ts';

export type ReportReading = {
  readonly name: string;
  readonly report: Report;
  /** Why it counts for nothing: a settings file, a build's description, words. */
  readonly isReport: boolean;
  readonly redactions: number;
};

/** Of one file; a run that fails in more ways is broken as a whole. */
const MAX_KEPT = 1_000;
const UNKNOWN: ReadonlySet<string> = new Set(['json', 'xml']);

export function readReport(
  name: string,
  bytes: Uint8Array,
  redact: (text: string) => Redacted,
): ReportReading {
  const decoder = decoding();
  const text = decoder.push(bytes) + decoder.end();
  const report = reportIn(text);
  if (report === undefined) return { name, report: NO_REPORT, isReport: false, redactions: 0 };
  let redactions = 0;
  const hide = (each: string): string => {
    const { text: safe, count } = redact(each);
    redactions += count;
    return safe;
  };
  const safe = safeReport({ ...report, findings: report.findings.slice(0, MAX_KEPT) }, hide);
  return { name, report: safe, isReport: !UNKNOWN.has(report.format), redactions };
}

const NO_REPORT: Report = {
  format: 'none',
  findings: [],
  counts: { passed: 0, failed: 0, skipped: 0, flaky: 0 },
  notes: [],
};

function reportIn(text: string): Report | undefined {
  if (text.trim() === '') return undefined;
  switch (sortOf(text.slice(0, SNIFFED_CHARS))) {
    case 'xml': {
      const xml = xmlReport();
      // Nothing but the encoding's mark may stand before an XML declaration.
      xml.push(text.replace(/^\ufeff?\s{0,1000}(?=<)/, ''));
      return xml.end();
    }
    case 'json':
      return jsonReport(withoutStart(text));
    case 'tap':
      return { format: 'tap', ...tap(linesOf(text)) };
    case 'log':
      return undefined;
  }
}

function linesOf(text: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  const reader = textLines(({ no, text: line }) => lines.push({ no, text: clean(line), mark: null }));
  reader.push(text);
  reader.end();
  return lines;
}

/** Every word of it that may be shown. Names that passed are held against others and never shown. */
export function safeReport(report: Report, hide: (text: string) => string): Report {
  const { problem } = report;
  return {
    ...report,
    findings: report.findings.map((finding) => safeFinding(finding, hide)),
    notes: report.notes.map((note) => hide(clean(note))),
    ...(problem === undefined ? {} : { problem: hide(clean(problem)) }),
  };
}

const MAX_CODE_CHARS = 200;

function safeFinding(finding: ReportFinding, hide: (text: string) => string): ReportFinding {
  const safe = (text: string) => hide(clean(text));
  const optional = (text: string | undefined) => (text === undefined ? undefined : safe(text));
  return {
    ...finding,
    tool: toolNamed(hide(finding.tool), 'report'),
    message: safe(finding.message),
    text: safe(finding.text),
    testId: optional(finding.testId),
    suite: optional(finding.suite),
    file: optional(finding.file),
    code: optional(finding.code)?.slice(0, MAX_CODE_CHARS).toWellFormed(),
  };
}
