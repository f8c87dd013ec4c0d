// Prints vitest's JSON reports as one closing line: "N passed, N failed, N skipped". A second report is of files that
// failed in the first and ran once more: it counts, and what failed only then and there is named as flaky.
// A file that could not be loaded has no tests to count, and counts as one failure. A skip that nobody allowed ends it with 1.
import { ALLOWED_SKIPS } from './allowed-skips.ts';
import { filesOf, hasFailed, type TestFile } from './report.ts';

const [first, second = []] = process.argv.slice(2).map(filesOf);

if (first === undefined) {
  console.log('The tests ended without a report.\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
} else {
  for (const test of flakyTests(first, second))
    console.log(`FLAKY (failed, then passed when run alone): ${test}`);
  const again = new Map(second.map((file) => [file.name, file]));
  const files = first.map((file) => again.get(file.name) ?? file);
  const tests = files.flatMap((file) => file.assertionResults);
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  for (const { fullName } of skipped) {
    const reason = ALLOWED_SKIPS[fullName];
    console.log(
      reason === undefined ? `SKIPPED, and must not be: ${fullName}` : `skipped: ${fullName}: ${reason}`,
    );
    if (reason === undefined) process.exitCode = 1;
  }
  const failed = tests.filter(({ status }) => status === 'failed').length + files.filter(isBroken).length;
  const passed = tests.filter(({ status }) => status === 'passed').length;
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
}

function isBroken(file: TestFile): boolean {
  return hasFailed(file) && file.assertionResults.every(({ status }) => status !== 'failed');
}

function flakyTests(before: readonly TestFile[], after: readonly TestFile[]): readonly string[] {
  const passes = new Set(after.filter((file) => !hasFailed(file)).map(({ name }) => name));
  return before
    .filter((file) => passes.has(file.name) && hasFailed(file))
    .flatMap((file) => {
      const names = file.assertionResults
        .filter(({ status }) => status === 'failed')
        .map((test) => test.fullName);
      return names.length > 0 ? names : [file.name];
    });
}
