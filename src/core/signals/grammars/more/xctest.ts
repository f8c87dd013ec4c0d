// Swift: XCTest's `file:12: error: CartTests.testTotals : what`, and Swift Testing's `✘ Test totals() recorded an issue at …`.
import type { Finding, Grammar } from '../../grammar.ts';

const FAILED =
  /^(\S.{0,500}\.(?:swift|mm?)):(\d{1,7}): error: (?:-\[(\S{1,300}) (\S{1,300})\]|([\w.]{1,300})\.(\w{1,300})) : (.{1,2000})$/;
const ISSUE =
  /^\S{0,3}✘ Test (\S.{0,500}?) recorded an issue(?: with \d{1,4} arguments? .{1,500}?)? at (\S{1,300}\.swift):(\d{1,7}):(\d{1,7}): (.{1,2000})$/;

/** Several assertions of one test are one failed test. */
function testsIn(
  lines: readonly { readonly text: string }[],
  read: (text: string, at: number) => Finding | undefined,
): readonly Finding[] {
  const seen = new Set<string>();
  return lines.flatMap(({ text }, at) => {
    const finding = read(text, at);
    const key = `${finding?.suite} ${finding?.testId}`;
    if (finding === undefined || seen.has(key)) return [];
    seen.add(key);
    return [finding];
  });
}

export const xctest: Grammar = {
  tool: 'xctest',
  marks: [': error: '],
  read: (lines) => ({
    findings: testsIn(lines, (text, at) => {
      const [whole, file, line, suite1, name1, suite2, name2, message = ''] = FAILED.exec(text) ?? [];
      if (whole === undefined) return undefined;
      const suite = suite1 ?? suite2;
      const testId = `${suite}.${name1 ?? name2}`;
      return {
        kind: 'test',
        testId,
        suite,
        file,
        line: Number(line),
        message: message.replace(/ -\s{0,4}$/, '').trim(),
        from: at,
        to: at + 1,
      };
    }),
  }),
};

export const swiftTesting: Grammar = {
  tool: 'swift-testing',
  marks: [' recorded an issue '],
  read: (lines) => ({
    findings: testsIn(lines, (text, at) => {
      const [, testId, file, line, column, message = ''] = ISSUE.exec(text) ?? [];
      if (testId === undefined) return undefined;
      const place = { file, line: Number(line), column: Number(column) };
      return {
        kind: 'test',
        testId: testId.replace(/^"(.{1,500})"$/, '$1'),
        ...place,
        message,
        from: at,
        to: at + 1,
      };
    }),
  }),
};
