// Reports and logs that a run of CI left: whatever is in them, they are read in bounded time into bounded, clean words, and never thrown over.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countingRedactor } from '#core/redact.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { readReport } from '#core/signals/reports/read-report.ts';
import { FUZZ_TIMEOUT_MS, fuzzing, inTime } from './budget.ts';
import { mutated, mutatedJson } from './mutate.ts';

const redact = countingRedactor(['the-known-secret']);
const MAX_KEPT = 1_000;

const XML = [
  `<?xml version="1.0"?><testsuites tests="2"><testsuite name="s" tests="2" failures="1"><testcase classname="a.B" name="t" time="0.1"><failure message="m" type="E"><![CDATA[at a.ts:1]]></failure><system-out>o</system-out></testcase><testcase name="u"><skipped/></testcase><testcase name="v"><rerunFailure message="x">y</rerunFailure></testcase></testsuite></testsuites>`,
  `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results><UnitTestResult testId="1" testName="A.b" outcome="Failed"><Output><ErrorInfo><Message>m</Message><StackTrace>at X in a.cs:line 3</StackTrace></ErrorInfo></Output></UnitTestResult></Results><ResultSummary outcome="Failed"><Counters total="1" failed="1"/></ResultSummary></TestRun>`,
  `<test-run total="1" failed="1"><test-suite type="Assembly" name="a"><test-case fullname="A.b" result="Failed"><failure><message>m</message><stack-trace>s</stack-trace></failure></test-case></test-suite></test-run>`,
  `<assemblies><assembly name="a" total="1" failed="1"><collection><test name="t" type="T" method="m" result="Fail"><failure exception-type="E"><message>m</message></failure></test></collection></assembly></assemblies>`,
  `<checkstyle version="8"><file name="/w/a.js"><error line="1" column="2" severity="error" message="m" source="r"/></file></checkstyle>`,
];
const JSON_REPORTS: readonly unknown[] = [
  {
    version: '2.1.0',
    $schema: 'sarif',
    runs: [
      {
        tool: { driver: { name: 'x', rules: [{ id: 'r' }] } },
        results: [
          {
            ruleId: 'r',
            level: 'error',
            message: { text: 'm' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'a.ts' },
                  region: { startLine: 1, startColumn: 2 },
                },
              },
            ],
          },
        ],
      },
    ],
  },
  {
    reportFormat: 'CTRF',
    results: {
      tool: { name: 'x' },
      summary: { tests: 1, passed: 0, failed: 1 },
      tests: [{ name: 't', status: 'failed', message: 'm', trace: 'at a.ts:1', filePath: 'a.ts' }],
    },
  },
  {
    numTotalTests: 1,
    numFailedTests: 1,
    success: false,
    testResults: [
      {
        name: '/w/a.test.ts',
        status: 'failed',
        message: 'm',
        assertionResults: [
          {
            fullName: 't',
            title: 't',
            ancestorTitles: ['a'],
            status: 'failed',
            failureMessages: ['Error: m\n at a.ts:1:2'],
            location: { line: 1, column: 2 },
          },
        ],
      },
    ],
  },
  [
    {
      filePath: '/w/a.js',
      errorCount: 1,
      messages: [{ ruleId: 'r', severity: 2, message: 'm', line: 1, column: 2 }],
    },
  ],
  {
    stats: { tests: 1, failures: 1 },
    tests: [],
    failures: [{ title: 't', fullTitle: 'a t', file: 'a.js', err: { message: 'm', stack: 's' } }],
  },
  {
    examples: [
      {
        id: 'a',
        full_description: 't',
        status: 'failed',
        file_path: './a.rb',
        line_number: 1,
        exception: { class: 'E', message: 'm', backtrace: ['a.rb:1'] },
      },
    ],
    summary: { example_count: 1, failure_count: 1 },
  },
];
const EVENTS = [
  '{"Action":"run","Package":"p","Test":"TestA"}\n{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: m\\n"}\n{"Action":"fail","Package":"p","Test":"TestA","Elapsed":0.1}\n',
  '{"reason":"compiler-message","package_id":"p","message":{"message":"m","level":"error","code":{"code":"E1"},"spans":[{"file_name":"a.rs","line_start":1,"column_start":2,"is_primary":true}],"rendered":"r"}}\n',
];
const TEXTS = [
  'TAP version 14\n1..2\nok 1 - a\nnot ok 2 - b\n  ---\n  message: m\n  at: a.js:1\n  ...\n# tests 2\n',
  '##[group]Run npm test\n\u001b[31mFAIL\u001b[0m a.test.ts > t\nAssertionError: expected 1 to be 2\n ❯ a.test.ts:1:2\n##[error]Process completed with exit code 1.\n',
  'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\nE   assert 1 == 2\nFAILED a.py::test_a - assert 1 == 2\n1 failed in 0.1s\n',
  'a.ts(1,2): error TS2322: Type.\na.c:1:2: error: x\n\nerror[E0308]: mismatched\n --> a.rs:1:2\n',
];
const WORDS = [
  '<',
  '>',
  '</',
  '<![CDATA[',
  ']]>',
  '&amp;',
  '&#0;',
  '<!DOCTYPE a [<!ENTITY a "aaaa">]>',
  '&a;',
  '"',
  '{',
  '}',
  '[',
  '\n',
  '\r',
  '\0',
  '\u001b[31m',
  '\u202e',
  'the-known-secret',
  'not ok ',
  '1..1000000000',
  '  ---\n',
  '#',
  'xmlns="x"',
  'time="1e999"',
  '\xff\xfe',
  '\ufeff',
];

const input = fc.oneof(
  mutated([...XML, ...JSON_REPORTS.map((each) => JSON.stringify(each)), ...EVENTS, ...TEXTS], WORDS),
  mutatedJson(JSON_REPORTS).map((value) => Buffer.from(JSON.stringify(value) ?? '')),
);

function expectClean(value: unknown): void {
  const text = JSON.stringify(value);
  expect(text).not.toContain('the-known-secret');
  // JSON writes control characters as escapes: of those only tab and line feed may have been there.
  expect(text).not.toMatch(/\\u00(?:0[0-8be-f]|1[0-9a-f])|[\u007f-\u009f\u202a-\u202e]/);
}

test(
  'whatever a report holds is read in time, bounded, without secrets and codes',
  () => {
    let reports = 0;
    fc.assert(
      fc.property(input, (bytes) => {
        const { report, isReport } = inTime(() => readReport('a.xml', bytes, redact));
        reports += isReport ? 1 : 0;
        expect(report.findings.length).toBeLessThanOrEqual(MAX_KEPT);
        expect(Object.values(report.counts).every((count) => Number.isFinite(count) && count >= 0)).toBe(
          true,
        );
        expectClean(report.findings.map(({ message, testId, file }) => ({ message, testId, file })));
      }),
      fuzzing(500),
    );
    expect(reports).toBeGreaterThan(50);
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'whatever a file of a log holds is read in time, in pieces as well',
  () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 10_000 }), (bytes, size) => {
        const { signals } = inTime(() => {
          const reader = fileReader({ file: 'a.log', redact });
          for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
          return reader.end();
        });
        expectClean(signals);
      }),
      fuzzing(500),
    );
  },
  FUZZ_TIMEOUT_MS,
);
