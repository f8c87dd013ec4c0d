// An XML report of any dialect, chunk by chunk: the root element says which one it is.
import { checkstyle } from './checkstyle.ts';
import { junit } from './junit.ts';
import { nunit2, nunit3 } from './nunit.ts';
import { MAX_FINDINGS, MAX_PASSED, NO_COUNTS, type Report, type ReportFinding } from './report.ts';
import { trx } from './trx.ts';
import { type Element, type XmlHandlers, XmlRecords } from './xml.ts';
import type { XmlDialect } from './xml-dialect.ts';
import { xunit2 } from './xunit.ts';

const DIALECTS: Readonly<Record<string, () => XmlDialect>> = {
  testsuites: junit,
  testsuite: junit,
  TestRun: trx,
  'test-run': nunit3,
  'test-results': nunit2,
  assemblies: xunit2,
  assembly: xunit2,
  checkstyle,
};
const ALL_RECORDS: ReadonlySet<string> = new Set([
  ...['testcase', 'failure', 'error', 'UnitTestResult', 'UnitTest', 'RunInfo', 'test-case', 'test'],
]);

export type XmlReportReader = { push(text: string): void; end(): Report };

export function xmlReport(): XmlReportReader {
  let dialect: XmlDialect | undefined;
  let root: string | undefined;
  const handlers: XmlHandlers = {
    records: ALL_RECORDS,
    onOpen(element, parents) {
      if (parents.length === 0) {
        root ??= element.name;
        if (Object.hasOwn(DIALECTS, element.name)) dialect ??= DIALECTS[element.name]?.();
      }
      dialect?.onOpen?.(element, parents);
    },
    onRecord(record, parents) {
      // Pieces of a report without their root are a report all the same.
      if (dialect === undefined && record.name === 'testcase') dialect = junit();
      hand(dialect, record, parents);
    },
    onClose: (element, parents) => dialect?.onClose?.(element, parents),
  };
  const xml = new XmlRecords(handlers);
  return {
    push: (text) => xml.push(text),
    end() {
      const problem = xml.end();
      const open = xml.openRecord();
      // Cut off in the middle of a failure: that it failed was said.
      if (open !== undefined && dialect !== undefined && open.record.children.length > 0)
        hand(dialect, open.record, open.parents);
      return reportOf(dialect, root, problem);
    },
  };
}

function hand(dialect: XmlDialect | undefined, record: Element, parents: readonly Element[]): void {
  if (dialect?.records.has(record.name)) dialect.onRecord(record, parents);
}

function reportOf(
  dialect: XmlDialect | undefined,
  root: string | undefined,
  problem: string | undefined,
): Report {
  if (dialect === undefined) {
    const why = problem ?? `its root element "${(root ?? '').slice(0, 60)}" is of no known report`;
    return { format: 'xml', findings: [], counts: NO_COUNTS, problem: why, notes: [] };
  }
  const { findings, passed, counts, notes, told } = dialect.end();
  const isUntold = problem === undefined && told > 0 && findings.length === 0 && counts.flaky === 0;
  const untold: ReportFinding = {
    kind: 'test',
    tool: dialect.format,
    message: `the report counts ${told} failed tests and tells none of them`,
    fromLine: 1,
    toLine: 1,
    text: '',
  };
  return {
    format: dialect.format,
    findings: (isUntold ? [untold] : findings).slice(0, MAX_FINDINGS),
    passed: passed.slice(0, MAX_PASSED),
    counts,
    ...(problem === undefined ? {} : { problem }),
    notes,
  };
}
