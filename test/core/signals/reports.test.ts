// Report files in their dialects: each failure once, retries that passed none, broken files never a pass.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactor } from '#core/redact.ts';
import { type FileOptions, fileReader } from '#core/signals/file/file-reader.ts';
import { REPORTS } from './report-samples.ts';

const redact: FileOptions['redact'] = (text) => ({ text: redactor([])(text), count: 0 });
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (...chunks: Uint8Array[]) => {
  const reader = fileReader({ file: 'report', redact });
  for (const chunk of chunks) reader.push(chunk);
  return reader.end().signals;
};

describe.each(REPORTS)('$name', ({ text, format, failures, tests, retried = null }) => {
  test('tells every failure', () => {
    const signals = read(bytes(text));
    expect(signals).toMatchObject({ format, outcome: failures.length > 0 ? 'failed' : 'passed' });
    expect(
      signals.failures.map(({ kind, testId, file, line, message }) => ({
        kind,
        testId,
        place: file === null ? null : `${file}:${line}`,
        message: message.split('\n')[0],
      })),
    ).toEqual(failures);
    if (tests !== undefined) expect(signals.completeness.tests).toEqual(tests);
    expect(
      signals.failures.every(({ confidence, origin }) => confidence === 'reported' || origin !== format),
    ).toBe(true);
  });

  test('gives the same however its bytes are cut', () => {
    const whole = bytes(text);
    const expected = read(whole);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        expect(read(...at.slice(1).map((end, index) => whole.subarray(at[index], end)))).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  test('cut off anywhere is no pass and invents no failure', () => {
    const names = new Set([...failures.map(({ testId }) => testId), retried]);
    for (let end = 1; end < text.length - 3; end += Math.max(1, Math.floor(text.length / 60))) {
      const signals = read(bytes(text.slice(0, end)));
      const isWhole = text.slice(end).trim().replace(/[\]}]/g, '') === '';
      if (format !== 'tap' && !isWhole && !format.endsWith('test-json'))
        expect(signals.outcome, text.slice(0, end)).not.toBe('passed');
      for (const { testId, kind } of signals.failures)
        if (kind === 'test' && signals.format === format && format !== 'tap') expect(names).toContain(testId);
    }
  });
});

describe('a report that cannot be read', () => {
  const CASE = '<testcase name="a"><failure message="no"/></testcase>';
  test.each([
    ['no XML', '<testsuite><testcase name="a"></testsuite>', 'unreadable'],
    ['nothing but a declaration', '<?xml version="1.0"?>', 'unreadable'],
    ['an unknown root', '<?xml version="1.0"?><html><body/></html>', 'unreadable'],
    ['cut off before a failure', '<testsuite failures="1"><testcase name="a"/>', 'unreadable'],
    ['cut off behind one', `<testsuite failures="1">${CASE}<testcase name="b">`, 'failed'],
    ['cut off inside one', '<testsuite><testcase name="a"><failure message="no">at x', 'failed'],
    ['no tests at all', '<testsuite name="x" tests="0"/>', 'unknown'],
    ['counts without cases', '<testsuite name="x" tests="2" failures="2"/>', 'failed'],
    ['several roots', `<testsuite>${CASE}</testsuite><testsuite><testcase name="b"/></testsuite>`, 'failed'],
    ['a case as its root', CASE, 'failed'],
    ['JSON of nothing known', '{"hello": 1}', 'unreadable'],
    ['JSON that is cut', '{"results": {"tests": [{"name": "a", "status": "passed"}, {"na', 'unreadable'],
    ['an empty file', '  \n', 'unreadable'],
  ])('says so: %s', (_, text, outcome) => {
    const signals = read(bytes(text));
    expect(signals.outcome).toBe(outcome);
    if (outcome === 'unreadable') expect(signals.completeness.reason).toBeTruthy();
  });

  test('defines no entities: a bomb is refused before it is lit', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><testsuite><testcase name="&b;"><failure/></testcase></testsuite>`;
    expect(read(bytes(bomb))).toMatchObject({ outcome: 'unreadable', failures: [] });
  });

  test('is not stopped by control characters, and not slowed by output of any length', () => {
    const noise = `<system-out><![CDATA[${'a line of output \u0001 \u001b[31m\n'.repeat(100_000)}]]></system-out>`;
    const text = `<testsuite>${noise}<testcase name="a\u0002"><failure message="m&#10;n &amp; &nbsp;">x</failure>${noise}</testcase></testsuite>`;
    const { failures } = read(bytes(text));
    expect(failures).toMatchObject([{ testId: 'a', message: expect.stringContaining('m') }]);
    expect(failures[0]?.excerpt.fromLine).toBe(100_001);
  });

  test('is bounded whatever it nests', () => {
    expect(read(bytes(`<testsuite>${'<a>'.repeat(100_000)}`)).outcome).toBe('unreadable');
    expect(read(bytes('['.repeat(200_000))).outcome).toMatch(/unreadable|unknown/);
  });

  test('throws never', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('<testsuite>', '{"runs":[', 'TAP version 14\n', ''),
        (tail, head) => {
          const signals = read(bytes(head), tail);
          expect(signals.outcome).not.toBe('passed');
        },
      ),
      { numRuns: 300 },
    );
  });
});
