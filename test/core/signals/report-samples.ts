// One report of each format and dialect, small, and what must be read out of it. Written after the formats' documentation.

type Expected = {
  readonly kind: string;
  readonly testId: string | null;
  readonly place: string | null;
  readonly message: string;
};
type Sample = {
  readonly name: string;
  readonly format: string;
  readonly text: string;
  readonly failures: readonly Expected[];
  /** Passed at another try: cut off before that, it had failed. */
  readonly retried?: string;
  readonly tests?: { passed: number; failed: number; skipped: number; flaky: number };
};

const one = (testId: string | null, place: string | null, message: string, kind = 'test'): Expected => ({
  kind,
  testId,
  place,
  message,
});
const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`;
const json = (value: unknown) => JSON.stringify(value, null, 2);

const JAVA_STACK = `java.lang.AssertionError: expected:&lt;2&gt; but was:&lt;3&gt;
\tat org.junit.Assert.fail(Assert.java:89)
\tat com.acme.ledger.LedgerTest.addsUp(LedgerTest.java:17)
\tat java.base/java.lang.reflect.Method.invoke(Method.java:568)`;

const JUNITS: readonly Sample[] = [
  {
    name: 'surefire with retries',
    format: 'junit',
    text: xml(`<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd" name="com.acme.ledger.LedgerTest" tests="4" errors="0" skipped="1" failures="1">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="addsUp" classname="com.acme.ledger.LedgerTest" time="0.01">
    <failure message="expected:&lt;2&gt; but was:&lt;3&gt;" type="java.lang.AssertionError"><![CDATA[${JAVA_STACK.replaceAll('&lt;', '<').replaceAll('&gt;', '>')}]]></failure>
    <rerunFailure message="expected:&lt;2&gt; but was:&lt;3&gt;" type="java.lang.AssertionError"><stackTrace>x</stackTrace></rerunFailure>
  </testcase>
  <testcase name="settles" classname="com.acme.ledger.LedgerTest" time="0.2">
    <flakyFailure message="too late" type="java.lang.AssertionError"><stackTrace>y</stackTrace></flakyFailure>
  </testcase>
  <testcase name="later" classname="com.acme.ledger.LedgerTest"><skipped/></testcase>
  <testcase name="opens" classname="com.acme.ledger.LedgerTest" time="0.1"/>
</testsuite>`),
    failures: [one('addsUp', 'com/acme/ledger/LedgerTest.java:17', 'expected:<2> but was:<3>')],
    tests: { passed: 1, failed: 1, skipped: 1, flaky: 1 },
  },
  {
    name: 'gradle that repeats a test until it passes',
    format: 'junit',
    text: xml(`<testsuite name="com.acme.ATest" tests="3" failures="2">
  <testcase name="a()" classname="com.acme.ATest"><failure message="1">1</failure></testcase>
  <testcase name="a()" classname="com.acme.ATest"/>
  <testcase name="b()" classname="com.acme.ATest"><failure message="java.lang.IllegalStateException: no" type="x">java.lang.IllegalStateException: no
\tat com.acme.ATest.b(ATest.kt:5)</failure></testcase>
</testsuite>`),
    retried: 'a()',
    failures: [one('b()', 'com/acme/ATest.kt:5', 'java.lang.IllegalStateException: no')],
    tests: { passed: 0, failed: 1, skipped: 0, flaky: 1 },
  },
  {
    name: 'pytest',
    format: 'junit',
    text: xml(`<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" tests="3"><testcase classname="tests.test_a.TestLedger" name="test_order[x - 1]"><failure message="AssertionError: assert [2, 1] == [1, 2]">    def test_order(self):
&gt;       assert [2, 1] == [1, 2]
E       AssertionError: assert [2, 1] == [1, 2]

tests/test_a.py:7: AssertionError</failure></testcase><testcase classname="" name="tests.test_b"><error message="collection failure">tests/test_b.py:1: in &lt;module&gt;
    import missing
E   ModuleNotFoundError: No module named 'missing'</error></testcase><testcase classname="tests.test_a" name="test_fine"/></testsuite></testsuites>`),
    failures: [
      one('tests.test_b', 'tests/test_b.py:1', 'collection failure', 'compile'),
      one('test_order[x - 1]', 'tests/test_a.py:7', 'AssertionError: assert [2, 1] == [1, 2]'),
    ],
  },
  {
    name: 'vitest',
    format: 'junit',
    text: xml(`<testsuites name="vitest tests" tests="2" failures="1" errors="0"><testsuite name="test/a.test.ts" tests="2" failures="1">
<testcase classname="test/a.test.ts" name="ledger &gt; keeps order"><failure message="expected [ 1 ] to deeply equal [ 2 ]" type="AssertionError">AssertionError: expected [ 1 ] to deeply equal [ 2 ]
 ❯ test/a.test.ts:4:13</failure></testcase><testcase classname="test/a.test.ts" name="fine"/></testsuite></testsuites>`),
    failures: [one('ledger > keeps order', 'test/a.test.ts:4', 'expected [ 1 ] to deeply equal [ 2 ]')],
  },
  {
    name: 'jest-junit',
    format: 'junit',
    text: xml(`<testsuites name="jest tests" tests="1" failures="1"><testsuite name="ledger" tests="1" failures="1"><testcase classname="ledger keeps order" name="ledger keeps order"><failure>Error: expect(received).toBe(expected) // Object.is equality

Expected: 2
Received: 1
    at Object.toBe (/home/runner/work/pay/pay/test/a.test.js:3:20)
    at new Promise (&lt;anonymous&gt;)</failure></testcase></testsuite></testsuites>`),
    failures: [
      one(
        'ledger keeps order',
        'test/a.test.js:3',
        'Error: expect(received).toBe(expected) // Object.is equality',
      ),
    ],
  },
  {
    name: 'gotestsum',
    format: 'junit',
    text: xml(`<testsuites tests="2" failures="1" errors="0"><testsuite tests="2" failures="1" name="example.com/ledger"><properties><property name="go.version" value="go1.24"></property></properties><testcase classname="example.com/ledger" name="TestOrder"><failure message="Failed" type="">=== RUN   TestOrder
    ledger_test.go:4: got 1, want 2
--- FAIL: TestOrder (0.00s)
</failure></testcase><testcase classname="example.com/ledger" name="TestFine"></testcase></testsuite></testsuites>`),
    failures: [one('TestOrder', 'ledger_test.go:4', 'Failed')],
  },
  {
    name: 'phpunit',
    format: 'junit',
    text: xml(`<testsuites><testsuite name="/app/phpunit.xml" tests="1" failures="1"><testsuite name="LedgerTest" file="/home/runner/work/pay/pay/tests/LedgerTest.php"><testcase name="testOrder" file="/home/runner/work/pay/pay/tests/LedgerTest.php" line="9" class="LedgerTest" classname="LedgerTest" assertions="1"><failure type="PHPUnit\\Framework\\ExpectationFailedException">LedgerTest::testOrder
Failed asserting that 1 matches expected 2.

/home/runner/work/pay/pay/tests/LedgerTest.php:11</failure></testcase></testsuite></testsuite></testsuites>`),
    failures: [one('testOrder', 'tests/LedgerTest.php:11', 'LedgerTest::testOrder')],
  },
  {
    name: 'rspec',
    format: 'junit',
    text: xml(`<testsuite name="rspec" tests="1" failures="1" errors="0"><testcase classname="spec.ledger_spec" name="Ledger keeps order" file="./spec/ledger_spec.rb" time="0.01"><failure message="expected: 2 got: 1" type="RSpec::Expectations::ExpectationNotMetError">
expected: 2
     got: 1
./spec/ledger_spec.rb:6:in 'block (2 levels) in &lt;top (required)&gt;'</failure></testcase></testsuite>`),
    failures: [one('Ledger keeps order', 'spec/ledger_spec.rb:6', 'expected: 2 got: 1')],
  },
  {
    name: 'a suite whose set-up broke, with cases that have no names',
    format: 'junit',
    text: xml(
      `<testsuites><testsuite name="api"><error message="database is gone">at setup</error><testcase><failure>first line</failure></testcase></testsuite></testsuites>`,
    ),
    failures: [one('api', null, 'database is gone'), one('(a test without a name)', null, 'first line')],
  },
];

const DOTNETS: readonly Sample[] = [
  {
    name: 'TRX',
    format: 'trx',
    text: xml(`<TestRun id="1" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
<UnitTestResult testId="t1" testName="Acme.LedgerTests.KeepsOrder(n: 1)" outcome="Failed"><Output><StdOut>noise</StdOut><ErrorInfo><Message>Assert.Equal() Failure: Values differ
Expected: 2
Actual:   1</Message><StackTrace>   at Acme.LedgerTests.KeepsOrder(Int32 n) in /home/runner/work/pay/pay/tests/LedgerTests.cs:line 12</StackTrace></ErrorInfo></Output></UnitTestResult>
<UnitTestResult testId="t2" testName="Acme.LedgerTests.Fine" outcome="Passed"/><UnitTestResult testId="t3" testName="Later" outcome="NotExecuted"/></Results>
<TestDefinitions><UnitTest id="t1" name="x"><TestMethod className="Acme.LedgerTests, Acme" name="KeepsOrder"/></UnitTest></TestDefinitions><ResultSummary outcome="Failed"/></TestRun>`),
    failures: [
      one(
        'Acme.LedgerTests.KeepsOrder(n: 1)',
        'tests/LedgerTests.cs:12',
        'Assert.Equal() Failure: Values differ',
      ),
    ],
    tests: { passed: 1, failed: 1, skipped: 1, flaky: 0 },
  },
  {
    name: 'NUnit 3',
    format: 'nunit3',
    text: xml(`<test-run id="0" result="Failed" total="2"><test-suite type="TestFixture" fullname="Acme.LedgerTests" result="Failed" site="Child"><failure><message>One or more child tests had errors</message></failure>
<test-case fullname="Acme.LedgerTests.KeepsOrder" classname="Acme.LedgerTests" result="Failed"><failure><message><![CDATA[  Expected: 2
  But was:  1
]]></message><stack-trace><![CDATA[   at Acme.LedgerTests.KeepsOrder() in D:\\a\\pay\\pay\\tests\\LedgerTests.cs:line 12
]]></stack-trace></failure></test-case><test-case fullname="Acme.LedgerTests.Fine" result="Passed"/></test-suite></test-run>`),
    failures: [one('Acme.LedgerTests.KeepsOrder', 'tests/LedgerTests.cs:12', 'Expected: 2')],
  },
  {
    name: 'NUnit 2',
    format: 'nunit2',
    text: xml(
      `<test-results name="x" total="2" failures="1"><test-suite type="TestFixture" name="LedgerTests"><results><test-case name="Acme.LedgerTests.KeepsOrder" executed="True" success="False"><failure><message>no</message><stack-trace>at Acme.LedgerTests.KeepsOrder() in /src/LedgerTests.cs:line 3</stack-trace></failure></test-case><test-case name="Fine" executed="True" success="True"/></results></test-suite></test-results>`,
    ),
    failures: [one('Acme.LedgerTests.KeepsOrder', '/src/LedgerTests.cs:3', 'no')],
  },
  {
    name: 'xUnit 2',
    format: 'xunit2',
    text: xml(
      `<assemblies><assembly name="a.dll" total="2" failed="1"><errors/><collection><test name="Acme.LedgerTests.KeepsOrder" type="Acme.LedgerTests" method="KeepsOrder" result="Fail"><failure exception-type="Xunit.Sdk.EqualException"><message><![CDATA[Assert.Equal() Failure]]></message><stack-trace><![CDATA[   at Acme.LedgerTests.KeepsOrder() in /src/LedgerTests.cs:line 12]]></stack-trace></failure></test><test name="Fine" result="Pass"/></collection></assembly></assemblies>`,
    ),
    failures: [one('Acme.LedgerTests.KeepsOrder', '/src/LedgerTests.cs:12', 'Assert.Equal() Failure')],
  },
];

const event = (value: object) => JSON.stringify(value);
const OTHERS: readonly Sample[] = [
  {
    name: 'go test -json',
    format: 'go-test-json',
    text: [
      event({ Action: 'build-output', ImportPath: 'x/b', Output: '# x/b\n' }),
      event({ Action: 'build-output', ImportPath: 'x/b', Output: 'b/b.go:3:9: undefined: missing\n' }),
      event({ Action: 'build-fail', ImportPath: 'x/b' }),
      event({ Action: 'fail', Package: 'x/b', FailedBuild: 'x/b' }),
      event({ Action: 'run', Package: 'x/a', Test: 'TestOrder' }),
      event({ Action: 'output', Package: 'x/a', Test: 'TestOrder', Output: '=== RUN   TestOrder\n' }),
      event({
        Action: 'output',
        Package: 'x/a',
        Test: 'TestOrder',
        Output: '    a_test.go:7: got 1, want 2\n',
      }),
      event({ Action: 'fail', Package: 'x/a', Test: 'TestOrder', Elapsed: 0 }),
      event({ Action: 'run', Package: 'x/a', Test: 'TestFlaky' }),
      event({ Action: 'fail', Package: 'x/a', Test: 'TestFlaky' }),
      event({ Action: 'pass', Package: 'x/a', Test: 'TestFine' }),
      event({ Action: 'fail', Package: 'x/a' }),
      event({ Action: 'start', Package: 'x/a' }),
      event({ Action: 'run', Package: 'x/a', Test: 'TestFlaky' }),
      event({ Action: 'pass', Package: 'x/a', Test: 'TestFlaky' }),
      event({ Action: 'pass', Package: 'x/a' }),
    ].join('\n'),
    retried: 'TestFlaky',
    tests: { passed: 1, failed: 2, skipped: 0, flaky: 1 },
    failures: [
      one(null, 'b/b.go:3', 'undefined: missing', 'compile'),
      one('TestOrder', 'a/a_test.go:7', 'got 1, want 2'),
    ],
  },
  {
    name: 'CTRF',
    format: 'ctrf',
    text: json({
      results: {
        tool: { name: 'jest' },
        summary: { tests: 3, passed: 2, failed: 1 },
        tests: [
          {
            name: 'keeps order',
            status: 'failed',
            message: 'no',
            trace: 'Error: no\n    at f (src/a.test.js:3:1)',
            suite: 'ledger',
          },
          { name: 'flaky one', status: 'passed', flaky: true, retries: 1 },
          { name: 'fine', status: 'passed' },
        ],
      },
    }),
    failures: [one('keeps order', 'src/a.test.js:3', 'no')],
    tests: { passed: 1, failed: 1, skipped: 0, flaky: 1 },
  },
  {
    name: 'SARIF',
    format: 'sarif',
    text: json({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'CodeQL',
              rules: [
                {
                  id: 'js/xss',
                  defaultConfiguration: { level: 'error' },
                  messageStrings: { a: { text: 'XSS from {0}' } },
                },
              ],
            },
          },
          results: [
            {
              ruleIndex: 0,
              ruleId: 'js/xss',
              message: { id: 'a', arguments: ['here'] },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'src/a%20b.js' },
                    region: { startLine: 3, startColumn: 5 },
                  },
                },
              ],
            },
            { ruleId: 'js/xss', level: 'warning', message: { text: 'mild' } },
            { ruleId: 'js/xss', message: { text: 'known' }, suppressions: [{ kind: 'inSource' }] },
          ],
        },
      ],
    }),
    failures: [one(null, 'src/a b.js:3', 'XSS from here', 'lint')],
  },
  {
    name: "GitHub's annotations",
    format: 'github-annotations',
    text: json([
      {
        path: 'src/a.ts',
        start_line: 3,
        end_line: 3,
        annotation_level: 'failure',
        message: "Cannot find name 'foo'.",
      },
      {
        path: '.github',
        start_line: 9,
        annotation_level: 'failure',
        message: 'Process completed with exit code 2.',
      },
      { path: 'src/b.ts', start_line: 1, annotation_level: 'warning', message: 'mild' },
    ]),
    failures: [one(null, 'src/a.ts:3', "Cannot find name 'foo'.", 'unknown')],
  },
  {
    name: 'TAP 14 with subtests',
    format: 'tap',
    text: 'TAP version 14\n# Subtest: ledger\n    ok 1 - opens\n    not ok 2 - keeps order\n      ---\n      message: "no"\n      at:\n        file: test/a.js\n        line: 7\n      ...\n    1..2\nnot ok 1 - ledger\nok 2 - later # SKIP not yet\nnot ok 3 - someday # TODO\nok 4 - fine\n1..4\n',
    failures: [one('keeps order', 'test/a.js:7', 'no')],
  },
  {
    name: 'jest JSON',
    format: 'jest-json',
    text: json({
      success: false,
      testResults: [
        {
          name: '/home/runner/work/p/p/a.test.js',
          status: 'failed',
          message: 'x',
          assertionResults: [
            {
              ancestorTitles: ['ledger'],
              fullName: 'ledger keeps order',
              title: 'keeps order',
              status: 'failed',
              failureMessages: ['Error: no\n    at x (/home/runner/work/p/p/a.test.js:3:1)'],
            },
            { status: 'passed', fullName: 'fine' },
          ],
        },
        {
          name: '/home/runner/work/p/p/b.test.js',
          status: 'failed',
          message: 'Cannot find module',
          assertionResults: [],
        },
      ],
    }),
    failures: [
      one(null, 'b.test.js:null', 'Cannot find module', 'compile'),
      one('ledger keeps order', 'a.test.js:3', 'Error: no'),
    ],
  },
  {
    name: 'playwright JSON',
    format: 'playwright-json',
    text: json({
      config: {},
      suites: [
        {
          title: 'a.spec.ts',
          file: 'a.spec.ts',
          suites: [
            {
              title: 'ledger',
              file: 'a.spec.ts',
              specs: [
                {
                  title: 'opens',
                  file: 'a.spec.ts',
                  line: 4,
                  tests: [
                    {
                      status: 'unexpected',
                      results: [
                        {
                          status: 'failed',
                          error: { message: 'no', stack: 'Error: no\n    at /work/a.spec.ts:6:3' },
                        },
                      ],
                    },
                  ],
                },
                { title: 'flaps', file: 'a.spec.ts', line: 9, tests: [{ status: 'flaky', results: [] }] },
              ],
            },
          ],
        },
      ],
    }),
    failures: [one('ledger › opens', 'a.spec.ts:6', 'Error: no')],
  },
  {
    name: 'eslint JSON',
    format: 'eslint-json',
    text: json([
      {
        filePath: '/home/runner/work/p/p/src/a.js',
        messages: [
          { ruleId: 'no-undef', severity: 2, line: 3, column: 1, message: "'x' is not defined." },
          { ruleId: 'y', severity: 1, message: 'mild' },
        ],
      },
    ]),
    failures: [one(null, 'src/a.js:3', "'x' is not defined.", 'lint')],
  },
  {
    name: 'cargo messages',
    format: 'cargo-json',
    text: [
      event({ reason: 'compiler-artifact' }),
      event({
        reason: 'compiler-message',
        message: {
          level: 'error',
          code: { code: 'E0308' },
          message: 'mismatched types',
          spans: [{ file_name: 'src/lib.rs', line_start: 3, column_start: 5, is_primary: true }],
          rendered: 'error[E0308]: mismatched types',
        },
      }),
      event({ reason: 'build-finished', success: false }),
    ].join('\n'),
    failures: [one(null, 'src/lib.rs:3', 'mismatched types', 'compile')],
  },
  {
    name: 'checkstyle',
    format: 'checkstyle',
    text: xml(
      `<checkstyle version="8"><file name="src/a.js"><error line="3" column="1" severity="error" message="no" source="eslint.rules.no-undef"/><error line="4" severity="warning" message="mild"/></file></checkstyle>`,
    ),
    failures: [one(null, 'src/a.js:3', 'no', 'lint')],
  },
];

export const REPORTS: readonly Sample[] = [...JUNITS, ...DOTNETS, ...OTHERS];
