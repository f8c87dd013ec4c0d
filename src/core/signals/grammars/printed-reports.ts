// Machine reports that a tool prints into the log: go test -json, cargo's messages, JUnit to the standard output, linters' JSON.
import { endOf, type Finding, type Grammar, type Reading, textAt } from '../grammar.ts';
import type { LogLine } from '../log-lines.ts';
import { EVENT_KINDS, JsonEvents } from '../reports/json-events.ts';
import { JSON_KINDS, jsonDocument } from '../reports/json-report.ts';
import type { Report, ReportFinding } from '../reports/report.ts';
import { xmlReport } from '../reports/xml-report.ts';

const XML_START =
  /^(?:<\?xml [^>]{0,200}\?>\s{0,4})?<(testsuites|testsuite|checkstyle|TestRun|test-run|assemblies)[\s>]/;
const XML_HEAD = /^<\?xml [^>]{0,200}\?>$/;
const JSON_OPEN = /^[[{]$/;
const JSON_LINE = /^(?:\[\{|\{) ?"/;
const MAX_DOCUMENT_LINES = 60_000;
const MAX_DOCUMENTS = 200;
/** Of a document as a whole, the first findings are looked for in its lines; the rest stand at its beginning. */
const MAX_POINTED = 500;

/** Keys of the known reports. */
const JSON_MARKS: readonly string[] = JSON_KINDS.flatMap(({ marks }) => marks);

export const printedReports: Grammar = {
  tool: 'report',
  marks: [
    '<testsuite',
    '<checkstyle',
    '<TestRun',
    '<test-run',
    '<assemblies',
    ...JSON_MARKS,
    ...EVENT_KINDS.flatMap(({ marks }) => marks),
  ],
  read(lines) {
    const found = [...documentsIn(lines), ...eventsIn(lines)].map(asItIsPrinted);
    return {
      findings: found.flatMap(({ report, from, to }) =>
        report.findings.map((each, index) => placed(lines, each, from, index < MAX_POINTED ? to : from)),
      ),
      ended: endedAs(found.map(({ report }) => report)),
    };
  },
};

/** jest and vitest write one report; what they print for people has other names for the same tests. */
function asItIsPrinted(printed: Printed): Printed {
  if (printed.report.format !== 'jest-json') return printed;
  return { ...printed, report: { ...printed.report, findings: printed.report.findings.map(named) } };
}

function named(finding: ReportFinding): ReportFinding {
  const { testId, suite, tool } = finding;
  if (testId === undefined || suite === undefined) return finding;
  const groups = suite.split(' > ');
  const title = testId.slice(groups.join(' ').length + 1);
  const separator = tool === 'vitest' ? ' > ' : ' › ';
  return { ...finding, testId: [...groups, title].join(separator), suite: groups.join(separator) };
}

type Printed = { readonly report: Report; readonly from: number; readonly to: number };

/** Events may stand between other lines; what is no event keeps its number. Of each kind there may be some. */
function eventsIn(lines: readonly LogLine[]): readonly Printed[] {
  return EVENT_KINDS.flatMap((kind) => {
    const events = new JsonEvents([kind]);
    for (const [at, line] of lines.entries())
      if (kind.like.test(line.text)) events.take(line.whole ?? line.text, at + 1);
    const report = events.end();
    return report === undefined ? [] : [{ report, from: 0, to: lines.length }];
  });
}

const isEvent = (text: string): boolean => EVENT_KINDS.some(({ like }) => like.test(text));

function documentsIn(lines: readonly LogLine[]): readonly Printed[] {
  const found: Printed[] = [];
  const unclosed = new Set<string>();
  for (let at = 0; at < lines.length && found.length < MAX_DOCUMENTS; at += 1) {
    const printed = xmlAt(lines, at, unclosed) ?? jsonAt(lines, at, unclosed);
    if (printed === undefined) continue;
    found.push(printed);
    at = printed.to - 1;
  }
  return found;
}

/** `unclosed`: what is closed nowhere further down. Of those documents only the first is read, as far as it goes. */
function xmlAt(lines: readonly LogLine[], at: number, unclosed: Set<string>): Printed | undefined {
  const text = textAt(lines, at);
  const start = XML_HEAD.test(text) ? at + 1 : at;
  const root = XML_START.exec(textAt(lines, start))?.[1];
  if (root === undefined) return undefined;
  const close = `</${root}>`;
  if (unclosed.has(close)) return undefined;
  const end = endOf(lines, start, (each) => each.trimEnd().endsWith(close), MAX_DOCUMENT_LINES);
  if (end >= Math.min(lines.length, start + MAX_DOCUMENT_LINES)) unclosed.add(close);
  const reader = xmlReport();
  const to = Math.min(lines.length, end + 1);
  reader.push(
    lines
      .slice(start, to)
      .map((line) => line.text)
      .join('\n'),
  );
  const report = reader.end();
  return isKnown(report) ? { report, from: start, to } : undefined;
}

/** A whole document on one line has a key of a known report in it. */
function isDocument(line: LogLine | undefined): boolean {
  if (line === undefined || !JSON_LINE.test(line.text) || isEvent(line.text)) return false;
  const text = line.whole ?? line.text;
  return JSON_MARKS.some((mark) => text.includes(mark));
}

/** Over several lines a document closes at the margin, where it was opened. */
function jsonAt(lines: readonly LogLine[], at: number, unclosed: Set<string>): Printed | undefined {
  const text = textAt(lines, at);
  const isOpen = JSON_OPEN.test(text) && /^(?:\s{1,8}["{\]}]|\{)/.test(textAt(lines, at + 1));
  if (!isOpen && !isDocument(lines[at])) return undefined;
  const close = text.startsWith('[') ? ']' : '}';
  if (isOpen && unclosed.has(close)) return undefined;
  const end = isOpen ? endOf(lines, at + 1, (each) => each === close, MAX_DOCUMENT_LINES) : at;
  if (end >= lines.length) unclosed.add(close);
  if (end >= lines.length) return undefined;
  const { report } = documentIn(lines, at, end + 1);
  if (isOpen || report.problem === undefined)
    return isKnown(report) ? { report, from: at, to: end + 1 } : undefined;
  return longerAt(lines, at, unclosed) ?? (isKnown(report) ? { report, from: at, to: end + 1 } : undefined);
}

const documentIn = (lines: readonly LogLine[], from: number, to: number) =>
  jsonDocument(
    lines
      .slice(from, to)
      .map((line) => line.whole ?? line.text)
      .join('\n'),
  );

/** Begun and gone on with in other lines (oxlint): it ends where its brackets are closed. Looked for once in vain. */
function longerAt(lines: readonly LogLine[], at: number, unclosed: Set<string>): Printed | undefined {
  if (unclosed.has('')) return undefined;
  const { report, restAt } = documentIn(lines, at, at + MAX_DOCUMENT_LINES);
  if (report.problem !== undefined || !isKnown(report)) {
    unclosed.add('');
    return undefined;
  }
  let [to, chars] = [at, 0];
  while (to < lines.length && (restAt === undefined || chars < restAt)) {
    chars += (lines[to]?.whole ?? textAt(lines, to)).length + 1;
    to += 1;
  }
  return { report, from: at, to };
}

/** Lists of messages are a linter's only where each has its place: anything may print a list of messages. */
const isKnown = ({ format, findings }: Report): boolean =>
  format === 'lint-json'
    ? findings.length > 0 && findings.every(({ file, line }) => file !== undefined && line !== undefined)
    : format !== 'json' && format !== 'xml';

/** A document as a whole has no lines; its words have. */
function placed(
  lines: readonly LogLine[],
  { fromLine, toLine, text: _, ...finding }: ReportFinding,
  from: number,
  to: number,
): Finding {
  if (fromLine > 0)
    return { ...finding, from: from + fromLine - 1, to: Math.min(to, from + Math.max(fromLine, toLine)) };
  const words = [finding.testId, finding.message].flatMap(
    (said) => JSON.stringify(said?.split('\n')[0]?.slice(0, 80) ?? '').slice(1, -1) || [],
  );
  const at =
    words
      .map((word) => endOf(lines, from, (each, no) => no >= to || each.includes(word), to - from))
      .find((no) => no < to) ?? from;
  return { ...finding, from: at, to: at + 1 };
}

function endedAs(reports: readonly Report[]): Reading['ended'] {
  if (reports.length === 0) return undefined;
  if (reports.some(({ findings }) => findings.length > 0)) return 'failed';
  return reports.every(({ problem, counts }) => problem === undefined && counts.passed + counts.flaky > 0)
    ? 'passed'
    : undefined;
}
