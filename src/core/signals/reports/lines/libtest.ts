// Rust's tests as JSON, an object a line: libtest's own (--format json) and that of nextest (--message-format libtest-json).
import { panicAt } from '../../grammars/rust/panics.ts';
import type { LogLine } from '../../log-lines.ts';
import type { EventKind } from '../event-kind.ts';
import { field, type Json, worded } from '../json.ts';
import {
  clean,
  FailedTests,
  messageOf,
  numberOf,
  PassedTests,
  type ReportFinding,
  stringOf,
} from '../report.ts';

export const libtestLines: EventKind = {
  format: 'libtest-json',
  marks: ['"type":"test"', '"type": "test"'],
  like: /^\s{0,20}\{ ?"type": ?"(?:suite|test|bench|report)"/,
  is: (value) => ['suite', 'test', 'bench', 'report'].includes(worded(field(value, 'type'))),
  begin() {
    const failed = new FailedTests();
    const passed = new PassedTests();
    let skipped = 0;
    let open = 0;
    return {
      push(event, no) {
        const [type, what] = [field(event, 'type'), field(event, 'event')];
        if (type === 'suite') open += what === 'started' ? 1 : -1;
        if (type !== 'test') return;
        const { testId, suite } = namesIn(event);
        if (what === 'ok') passed.add({ testId, suite });
        else if (what === 'ignored') skipped += 1;
        else if (what === 'failed' || what === 'timeout') failed.add(failureOf(event, no));
      },
      end: (isCut) => ({
        findings: failed.findings,
        passed: passed.names,
        counts: { passed: passed.count, failed: failed.count, skipped, flaky: 0 },
        notes: [],
        ...(isCut || open > 0 ? { problem: 'it ends before its tests did' } : {}),
      }),
    };
  },
};

/** nextest puts the crate and the binary before a `$`. */
const OF_NEXTEST = /^[\w:.-]{1,300}\$/;

function namesIn(event: Json): { readonly testId: string; readonly suite: string | undefined } {
  const name = stringOf(field(event, 'name')) ?? '';
  const testId = name.replace(OF_NEXTEST, '');
  if (testId !== name) return { testId, suite: binaryOf(name.slice(0, -testId.length - 1)) };
  const end = testId.lastIndexOf('::');
  return { testId, suite: end === -1 ? undefined : testId.slice(0, end) };
}

/** As nextest names it to people: a crate's own tests by the crate alone. */
const binaryOf = (name: string): string => {
  const [crate = '', binary] = name.split('::');
  return binary === undefined || binary === crate ? crate : name;
};

/** `test did not panic as expected at src/lib.rs:52:8` */
const PLACED = /^(.{1,500}?) at (\S.{0,500}?\.rs):(\d{1,7}):(\d{1,7})$/;

function failureOf(event: Json, no: number): ReportFinding {
  const said = clean(worded(field(event, 'stdout')));
  const lines: readonly LogLine[] = said.split('\n').map((text, at) => ({ no: at + 1, text, mark: null }));
  const panics = lines.flatMap((_, at) => panicAt(lines, at) ?? []);
  const late = field(event, 'event') === 'timeout' || field(event, 'reason') === 'time limit exceeded';
  const { testId, suite } = namesIn(event);
  // A test that waits for a thread of its own fails after that.
  const panic = panics.find(({ thread }) => thread === testId) ?? panics[0];
  const [, told, file, line, column] = PLACED.exec(stringOf(field(event, 'message')) ?? '') ?? [];
  const message =
    told ??
    stringOf(field(event, 'message')) ??
    panic?.message ??
    (messageOf(undefined, said.trim()) || 'failed');
  return {
    kind: late ? 'timeout' : 'test',
    tool: OF_NEXTEST.test(stringOf(field(event, 'name')) ?? '') ? 'nextest' : 'cargo test',
    testId,
    suite,
    file: panic?.file ?? file,
    line: numberOf(panic?.line ?? line),
    column: numberOf(panic?.column ?? column),
    message: clean(message),
    text: said,
    fromLine: no,
    toLine: no,
  };
}
