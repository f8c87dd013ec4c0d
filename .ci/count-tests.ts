// Prints vitest's JSON report as one closing line: "N passed, N failed, N skipped".
// A file that could not be loaded has no tests to count, and counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

const path = process.argv[2] ?? '';
if (existsSync(path)) {
  const report: Report = JSON.parse(readFileSync(path, 'utf8'));
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + broken.length;
  console.log(
    `${report.numPassedTests} passed, ${failed} failed, ${report.numPendingTests + report.numTodoTests} skipped`,
  );
} else {
  console.log('The tests ended without a report.\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
