// shunit2: the name of each test on a line of its own, `ASSERT:` and words below those that fail.
import type { Finding, Grammar } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const NAME = /^(test\w{0,300})$/;
const SAID = /^ASSERT:(.{0,2000})$/;
const FAILED = /^FAILED \(failures=\d{1,6}\)$/;
const RAN = /^Ran \d{1,6} tests?\.$/;

export const shunit2: Grammar = {
  tool: 'shunit2',
  marks: ['ASSERT:', 'FAILED (failures='],
  read(lines) {
    if (!lines.some(({ text }) => RAN.test(text))) return { findings: [] };
    return {
      findings: failuresIn(lines),
      ended: lines.some(({ text }) => FAILED.test(text)) ? 'failed' : undefined,
    };
  },
};

/** The first word of each test tells it; the others are the same test's. */
function failuresIn(lines: readonly LogLine[]): readonly Finding[] {
  const findings = new Map<string, Finding>();
  let testId: string | undefined;
  lines.forEach(({ text }, at) => {
    testId = NAME.exec(text)?.[1] ?? testId;
    const message = SAID.exec(text)?.[1];
    if (message === undefined || testId === undefined || findings.has(testId)) return;
    findings.set(testId, { kind: 'test', testId, message: message || 'failed', from: at, to: at + 1 });
  });
  return [...findings.values()];
}
