// Files of artifacts: what is a report says what failed and what passed by name; everything else says that it is none.
import { describe, expect, test } from 'vitest';
import { countingRedactor } from '#core/redact.ts';
import { readReport } from '#core/signals/reports/read-report.ts';
import { REPORTS } from './report-samples.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, secrets: readonly string[] = []) =>
  readReport('reports/report', bytes(text), countingRedactor(secrets));

describe.each(REPORTS)('$name', ({ text, failures }) => {
  test('names what passed as it names what failed', () => {
    const { report, isReport } = read(text);
    expect(isReport).toBe(true);
    expect(report.findings.map(({ testId = null }) => testId).sort()).toEqual(
      failures.map(({ testId }) => testId).sort(),
    );
    if (report.passed !== undefined)
      expect(report.passed).toHaveLength(report.counts.passed + report.counts.flaky);
    for (const { testId } of report.passed ?? []) expect(testId).not.toBe('');
  });
});

test('a test that passed in the end is among those that passed', () => {
  const once = (body: string) => `<testcase name="a" classname="c">${body}</testcase>`;
  const { report } = read(`<testsuite name="s">${once('<failure message="no"/>')}${once('')}</testsuite>`);
  expect(report.findings).toEqual([]);
  expect(report.passed).toEqual([{ testId: 'a', suite: 'c', file: undefined }]);
});

test.each([
  ['settings', '{"compilerOptions": {"strict": true}}'],
  ['a project', '<project><modelVersion>4.0.0</modelVersion></project>'],
  ['words', 'all is well'],
  ['nothing', ' '],
  ['half a document', '{"a": [1, 2'],
])('%s are no report', (_, text) => {
  expect(read(text)).toMatchObject({ isReport: false, report: { findings: [] } });
});

test('secrets are taken out of everything that is shown', () => {
  const secret = 'correct-horse-battery';
  const text = `<testsuite><testcase name="logs in with ${secret}" file="${secret}.js"><failure message="${secret}">${secret}</failure></testcase></testsuite>`;
  const reading = read(text, [secret]);
  expect(JSON.stringify(reading.report.findings)).not.toContain(secret);
  expect(reading.redactions).toBeGreaterThan(3);
});
