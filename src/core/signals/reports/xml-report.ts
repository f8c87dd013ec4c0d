// An XML report of any dialect, chunk by chunk: the root element says which one it is.
import { checkstyle } from './checkstyle.ts';
import { junit } from './junit.ts';
import { nunit2, nunit3 } from './nunit.ts';
import { MAX_FINDINGS, MAX_PASSED, NO_COUNTS, type Report } from './report.ts';
import { heldAgainst } from './sums.ts';
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

export type XmlReportReader = {
  push(text: string): void;
  end(): Report;
  /** The line in which the only document in it ended; undefined before that, and where there are several. */
  overAt(): number | undefined;
};

export function xmlReport(): XmlReportReader {
  let dialect: XmlDialect | undefined;
  let root: string | undefined;
  const handlers: XmlHandlers = {
    records: ALL_RECORDS,
    isRoot: (name) => Object.hasOwn(DIALECTS, name) || name === 'testcase',
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
    overAt: () => (xml.roots > 1 ? undefined : xml.overAt),
    end() {
      const problem = xml.end();
      const open = xml.openRecord();
      // Cut off in the middle of a failure: that it failed was said.
      if (open !== undefined && dialect !== undefined && open.record.children.length > 0)
        hand(dialect, open.record, open.parents);
      const report = reportOf(dialect, root, problem);
      return xml.repaired === 0 ? report : { ...report, notes: [...report.notes, repaired(xml.repaired)] };
    },
  };
}

const repaired = (count: number): string =>
  `${count} ${count === 1 ? 'attribute holds' : 'attributes hold'} a bare "<", read as if it were written "&lt;"`;

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
  const more = counts.failed - MAX_FINDINGS;
  const reading = {
    findings: findings.slice(0, MAX_FINDINGS),
    passed: passed.slice(0, MAX_PASSED),
    counts,
    ...(problem === undefined ? {} : { problem }),
    notes: more > 0 ? [...notes, `${more} more failures are counted and not told`] : notes,
  };
  return { format: dialect.format, ...heldAgainst(reading, { failed: told }, dialect.format) };
}
