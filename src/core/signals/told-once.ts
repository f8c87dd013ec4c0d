// Of what one step prints twice, for people and as a report of its tool, one is kept.
import { isSameFile, isSameSuite } from './bundle/same-test.ts';
import { printedReports } from './grammars/printed-reports.ts';
import type { JobFinding } from './job-finding.ts';

/** A test that a tool reports to people and to machines in one step is told by the words for people. */
export function toldOnce(readings: readonly (readonly JobFinding[])[]): readonly (readonly JobFinding[])[] {
  const all = readings.flat();
  if (!all.some(isPrintedReport)) return readings;
  const told = Map.groupBy(
    all.filter((each) => !isPrintedReport(each)),
    nameOf,
  );
  const isTold = (each: JobFinding) =>
    told
      .get(nameOf(each))
      ?.slice(0, MAX_NAMESAKES)
      .some((other) => isOneTest(each, other)) ?? false;
  return readings.map((reading) =>
    reading.filter((each) => !isPrintedReport(each) || each.testId === undefined || !isTold(each)),
  );
}

/** More tests of one name are not compared with each other. */
const MAX_NAMESAKES = 500;
const isPrintedReport = ({ origin }: JobFinding): boolean => origin === printedReports.tool;
const nameOf = ({ tool, testId }: JobFinding): string => JSON.stringify([tool, testId]);

/** Two packages may each have a test of one name, in files of one name. */
function isOneTest(a: JobFinding, b: JobFinding): boolean {
  const isOneFile = a.file === undefined || b.file === undefined || isSameFile(a.file, b.file);
  return isOneFile && (a.suite === undefined || b.suite === undefined || isSameSuite(a.suite, b.suite));
}
