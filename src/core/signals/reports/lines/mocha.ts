// mocha's json-stream reporter: one JSON array a line, `["fail",{…}]` for each failure.
import { ownPlaces, placeOfTest } from '../../grammars/javascript/frames.ts';
import type { EventKind } from '../event-kind.ts';
import { field, type Json, listOf, worded } from '../json.ts';
import { clean, FailedTests, numberOf, PassedTests, type ReportFinding, stringOf } from '../report.ts';

const NAMES: ReadonlySet<string> = new Set(['start', 'pass', 'fail', 'end']);

export const mochaLines: EventKind = {
  format: 'mocha-json-stream',
  marks: ['["fail",', '["end",'],
  like: /^\["(?:start|pass|fail|end)",\{/,
  is: (value) => NAMES.has(worded(listOf(value)[0])),
  begin() {
    const failed = new FailedTests();
    const passed = new PassedTests();
    let skipped = 0;
    let hasEnded = false;
    return {
      push(event, no) {
        const [name, about] = listOf(event);
        if (name === 'end') {
          hasEnded = true;
          skipped = numberOf(field(about, 'pending')) ?? 0;
        } else if (name === 'pass') passed.add({ testId: namesOf(about).testId });
        else if (name === 'fail') failed.add(failureOf(about, no));
      },
      end: (isCut) => ({
        findings: failed.findings,
        passed: passed.names,
        counts: { passed: passed.count, failed: failed.count, skipped, flaky: 0 },
        notes: [],
        ...(isCut || !hasEnded ? { problem: 'it ends before the tests did' } : {}),
      }),
    };
  },
};

function namesOf(about: Json): { readonly testId: string; readonly suite: string | undefined } {
  const title = stringOf(field(about, 'title')) ?? '';
  const testId = stringOf(field(about, 'fullTitle')) ?? title;
  const suite = testId.endsWith(title) ? testId.slice(0, testId.length - title.length).trim() : '';
  return { testId, suite: suite || undefined };
}

function failureOf(about: Json, no: number): ReportFinding {
  const stack = clean(worded(field(about, 'stack')));
  const file = stringOf(field(about, 'file'));
  const trace = stack.split('\n').map((text) => ({ no, text, mark: null }));
  const place = placeOfTest(ownPlaces(trace, 0, trace.length), file);
  const message = (stack.split(/\n\s+at /, 1)[0] ?? '') || worded(field(about, 'err')) || 'failed';
  return {
    kind: 'test',
    tool: 'mocha',
    ...namesOf(about),
    ...place,
    file: file ?? place?.file,
    message,
    text: stack,
    fromLine: no,
    toLine: no,
  };
}
