// How many tests a job ran and how many of them failed, from the last line with which its test tool sums up.

export type TestCounts = { readonly failed: number; readonly total: number };

type Count = {
  readonly pattern: RegExp;
  /** From the groups of the pattern, as numbers. */
  readonly of: (...groups: number[]) => TestCounts;
};
const failedAndTotal = (failed = 0, total = 0): TestCounts => ({ failed, total });
const failedAndPassed = (failed = 0, passed = 0): TestCounts => ({ failed, total: failed + passed });
const passedAndFailed = (passed = 0, failed = 0): TestCounts => failedAndPassed(failed, passed);

/** A line each; bounded, and anchored where the words are common ones. */
const COUNTS: readonly Count[] = [
  // jest: Tests: 8 failed, 2 passed, 10 total
  { pattern: /^\s{0,8}Tests:\s{1,8}(\d{1,7}) failed,.{0,100} (\d{1,7}) total/, of: failedAndTotal },
  // vitest: Tests  8 failed | 2 passed (10)
  { pattern: /^\s{0,8}Tests\s{1,8}(\d{1,7}) failed \|.{0,100}\((\d{1,7})\)/, of: failedAndTotal },
  { pattern: /^\s{0,8}Tests\s{1,8}(\d{1,7}) failed \((\d{1,7})\)/, of: failedAndTotal },
  // pytest: ===== 8 failed, 2 passed in 0.1s =====
  {
    pattern: /^=*\s{0,3}(\d{1,7}) failed(?:, (\d{1,7}) passed)?.{0,200} in \d[\d.]{0,10}s/,
    of: failedAndPassed,
  },
  // rspec: 10 examples, 8 failures
  {
    pattern: /^(\d{1,7}) examples?, (\d{1,7}) failures?/,
    of: (total = 0, failed = 0) => ({ failed, total }),
  },
  // surefire, unittest of Java and PHP: Tests run: 10, Failures: 8, Errors: 1
  {
    pattern: /\bTests run: (\d{1,7}), Failures: (\d{1,7}), Errors: (\d{1,7})(?!.{0,100}Time elapsed)/,
    of: (total = 0, failures = 0, errors = 0) => ({ failed: failures + errors, total }),
  },
  {
    pattern: /^Tests: (\d{1,7}), .{0,100}\bFailures: (\d{1,7})/,
    of: (total = 0, failed = 0) => ({ failed, total }),
  },
  // cargo: test result: FAILED. 2 passed; 8 failed
  { pattern: /^test result: FAILED\. (\d{1,7}) passed; (\d{1,7}) failed/, of: passedAndFailed },
  // dotnet: Failed!  - Failed:     8, Passed:     2
  { pattern: /^Failed! {1,4}- Failed: {1,8}(\d{1,7}), Passed: {1,8}(\d{1,7})/, of: failedAndPassed },
];
/** Tools that sum up in a line for each number. */
const PAIRS: readonly { readonly total: RegExp; readonly failed: RegExp; readonly isSum: boolean }[] = [
  // node:test, in its own words and as TAP
  { total: /^[ℹ#] tests (\d{1,7})$/, failed: /^[ℹ#] fail (\d{1,7})$/, isSum: false },
  // mocha: 2 passing (10ms), 8 failing
  { total: /^ {2}(\d{1,7}) passing\b/, failed: /^ {2}(\d{1,7}) failing$/, isSum: true },
];

const MAX_LINE_CHARS = 400;

/** Of several sums (workspaces, binaries) all are added. Undefined where no tool that is known here sums up. */
export function testCountsIn(text: string): TestCounts | undefined {
  const lines = text.split('\n').map((line) => line.slice(0, MAX_LINE_CHARS).trimEnd());
  const found = [...lines.flatMap(countOf), ...PAIRS.flatMap((pair) => pairOf(lines, pair))];
  if (found.length === 0) return undefined;
  return {
    failed: found.reduce((sum, { failed }) => sum + failed, 0),
    total: found.reduce((sum, { total }) => sum + total, 0),
  };
}

function countOf(line: string): readonly TestCounts[] {
  for (const { pattern, of } of COUNTS) {
    const groups = pattern.exec(line);
    if (groups !== null) return [of(...groups.slice(1).map((group) => Number(group ?? 0)))];
  }
  return [];
}

function pairOf(
  lines: readonly string[],
  { total, failed, isSum }: (typeof PAIRS)[number],
): readonly TestCounts[] {
  const last = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1);
  const [all, bad] = [last(total), last(failed)];
  if (all === undefined || bad === undefined) return [];
  return [{ failed: Number(bad), total: Number(all) + (isSum ? Number(bad) : 0) }];
}
