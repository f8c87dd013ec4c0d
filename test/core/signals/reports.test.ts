// Report files in their dialects: each failure once, retries that passed none, broken files never a pass.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countingRedactor } from '#core/redact.ts';
import { fileReader } from '#core/signals/file/file-reader.ts';
import type { FileOptions } from '#core/signals/file/text-reader.ts';
import { REPORTS } from './report-samples.ts';

const redact: FileOptions['redact'] = countingRedactor([]);
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

const go = (
  ...events: readonly (readonly [action: string, test?: string | undefined, output?: string])[]
): string =>
  events.map(([Action, Test, Output]) => JSON.stringify({ Action, Package: 'x/a', Test, Output })).join('\n');
const cases = (...names: string[]) =>
  names.map((name) => `<testcase classname="c" name="${name}"/>`).join('');
const BAD = '<testcase classname="c" name="a"><failure message="no"/></testcase>';

describe('what is not finished', () => {
  test.each([
    [
      'go test, within a test',
      go(['run', 'TestA'], ['pass', 'TestA'], ['run', 'TestB']),
      '1 test still running',
    ],
    ['go test, between two tests', go(['run', 'TestA'], ['pass', 'TestA']), 'before 1 package'],
    ['SARIF without a run', JSON.stringify({ version: '2.1.0', runs: [] }), 'no run'],
    [
      'SARIF of a run without results',
      JSON.stringify({ version: '2.1.0', runs: [{ tool: {} }] }),
      'no results',
    ],
    ['TAP without a plan', 'TAP version 13\nok 1 - a\nok 2 - b\n', 'plan'],
    ['cargo without an end', JSON.stringify({ reason: 'compiler-artifact' }), 'before the build'],
    [
      'jest that was interrupted',
      JSON.stringify({ wasInterrupted: true, testResults: [{ assertionResults: [{ status: 'passed' }] }] }),
      'interrupted',
    ],
    [
      'jest that counts more than it tells',
      JSON.stringify({ numTotalTests: 3, testResults: [{ assertionResults: [{ status: 'passed' }] }] }),
      'of 3 tests',
    ],
    [
      'mocha',
      JSON.stringify({ stats: { tests: 3, passes: 1, failures: 0, pending: 0 }, failures: [] }),
      'of 3 tests',
    ],
    [
      'playwright',
      JSON.stringify({
        config: {},
        suites: [{ specs: [{ tests: [{ status: 'skipped', results: [{ status: 'interrupted' }] }] }] }],
        stats: { expected: 0, unexpected: 0, skipped: 1, flaky: 0 },
      }),
      'interrupted',
    ],
    [
      'CTRF',
      JSON.stringify({ results: { summary: { tests: 2 }, tests: [{ name: 'a', status: 'passed' }] } }),
      'of 2 tests',
    ],
  ])('has not passed: %s', (_, text, reason) => {
    const { outcome, failures, completeness } = read(bytes(text));
    expect(outcome).toMatch(/unreadable|unknown/);
    expect(failures).toEqual([]);
    expect([completeness.reason, ...completeness.notes].join('\n')).toContain(reason);
  });

  test.each([
    [
      'jest',
      { success: false, numFailedTests: 2, testResults: [{ assertionResults: [{ status: 'passed' }] }] },
    ],
    ['mocha', { stats: { tests: 2, passes: 1, failures: 1 }, failures: [] }],
    ['playwright', { config: {}, suites: [], stats: { expected: 1, unexpected: 2 } }],
    ['rspec', { examples: [{ status: 'passed' }], summary: { failure_count: 1 } }],
    [
      'TRX',
      '<TestRun><Results><UnitTestResult outcome="Passed"/></Results><ResultSummary outcome="Failed"/></TestRun>',
    ],
    ['NUnit 3', '<test-run result="Failed" failed="1"><test-case result="Passed"/></test-run>'],
    ['xUnit', '<assemblies><assembly failed="1" errors="0"><test result="Pass"/></assembly></assemblies>'],
  ])('has failed where the report counts failures that it does not tell: %s', (_, report) => {
    const { outcome, failures } = read(bytes(typeof report === 'string' ? report : JSON.stringify(report)));
    expect(outcome).toBe('failed');
    expect(failures).toHaveLength(1);
  });
});

describe('a test with two outcomes', () => {
  test('passed where nothing but it was run again', () => {
    const text = go(
      ['run', 'TestA'],
      ['fail', 'TestA'],
      ['pass', 'TestB'],
      ['fail'],
      ['run', 'TestA'],
      ['pass', 'TestA'],
      ['pass'],
    );
    expect(read(bytes(text))).toMatchObject({
      outcome: 'passed',
      completeness: { tests: { flaky: 1, passed: 1 } },
    });
  });

  test('failed where the whole package was run once more, with other settings', () => {
    const first = [['run', 'TestA'], ['fail', 'TestA'], ['pass', 'TestB'], ['fail']] as const;
    const second = [['run', 'TestA'], ['pass', 'TestA'], ['pass', 'TestB'], ['pass']] as const;
    const runs = [...first.map((each) => [...each]), ...second.map((each) => [...each])] as [
      string,
      string?,
    ][];
    for (const events of [runs, [...runs.slice(4), ...runs.slice(0, 4)]])
      expect(read(bytes(go(...events)))).toMatchObject({
        outcome: 'failed',
        failures: [{ testId: 'TestA', attempts: null }],
      });
  });

  test('is flaky where one run of a package has both', () => {
    const text = go(['run', 'TestA'], ['fail', 'TestA'], ['run', 'TestA'], ['pass', 'TestA'], ['fail']);
    expect(read(bytes(text)).failures).toMatchObject([
      { testId: 'TestA', attempts: { passed: 1, failed: 1 } },
    ]);
  });

  test('failed where it passed in another suite of the same name', () => {
    const suite = (body: string) => `<testsuite name="pytest">${body}</testsuite>`;
    for (const both of [suite(BAD) + suite(cases('a')), suite(cases('a')) + suite(BAD)])
      expect(read(bytes(`<testsuites>${both}</testsuites>`))).toMatchObject({
        outcome: 'failed',
        failures: [{ testId: 'a', attempts: null }],
      });
  });
});

test('go test that does not build has failed, whoever tells what the compiler said', () => {
  const text = go(['start'], ['output', undefined, 'FAIL\tx/a [build failed]\n'], ['fail']);
  expect(read(bytes(text)).failures).toMatchObject([{ kind: 'compile', message: 'x/a: build failed' }]);
  const both = read(bytes(`${text}\n# x/a\na/a.go:3:9: undefined: missing\n`));
  expect(both.failures.map(({ message }) => message)).toContain('undefined: missing');
});

describe('what stands around a report', () => {
  const TSC = "src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.";
  const PINO = '{"level":30,"time":1763810938123,"msg":"listening"}';
  const VITEST = [
    '',
    ' FAIL  test/a.test.ts > adds',
    'AssertionError: expected 1 to be 2 // Object.is equality',
    '',
    ' ❯ test/a.test.ts:4:13',
    '',
    ' Test Files  1 failed (1)',
  ].join('\n');

  test('is a log where it is no report after all', () => {
    const lines = `${`${PINO}\n`.repeat(700)}${VITEST}\n`;
    for (const text of [lines, `${PINO}\n${VITEST}`, `[\n  1\n]\n${VITEST}`, `{ a: 1 }\n${VITEST}`])
      expect(read(bytes(text))).toMatchObject({
        format: 'text',
        outcome: 'failed',
        failures: [{ testId: 'adds', file: 'test/a.test.ts', line: 4 }],
      });
  });

  test('keeps its lines: words before an XML declaration, and behind the end', () => {
    const text = `> ledger@1.0.0 test\n\n<?xml version="1.0"?>\n<testsuite>\n${BAD}\n</testsuite>\n${TSC}\n`;
    const { format, failures, completeness } = read(bytes(text));
    expect(format).toBe('junit');
    expect(failures).toMatchObject([
      { code: 'TS2322', excerpt: { fromLine: 7 } },
      { testId: 'a', confidence: 'reported', excerpt: { fromLine: 5 } },
    ]);
    expect(completeness.notes.join()).toContain('2 lines around');
  });

  test('may be words behind a JSON document, and events between other lines', () => {
    const eslint = JSON.stringify([
      { filePath: 'a.js', messages: [{ severity: 2, message: 'bad', line: 3 }] },
    ]);
    expect(read(bytes(`${eslint}\n\nnpm ERR! code 1\n${TSC}`)).failures).toMatchObject([
      { code: 'TS2322', excerpt: { fromLine: 4 } },
      { message: 'bad', file: 'a.js' },
    ]);
    const events = go(['start'], ['pass', 'TestA'], ['pass']).split('\n');
    const mixed = [events[0], PINO, TSC, ...events.slice(1)].join('\n');
    expect(read(bytes(mixed))).toMatchObject({
      format: 'go-test-json',
      outcome: 'failed',
      failures: [{ code: 'TS2322', excerpt: { fromLine: 3 } }],
    });
  });

  test('of a bare "<" in an attribute nothing is lost, and it is said', () => {
    const text = `<testsuite><testcase classname="c" name="a < b"><failure message="1 <> 2">x</failure></testcase></testsuite>`;
    const signals = read(...[...text].map((char) => bytes(char)));
    expect(signals.failures).toMatchObject([{ testId: 'a < b', message: '1 <> 2' }]);
    expect(signals.completeness.notes).toEqual([
      '2 attributes hold a bare "<", read as if it were written "&lt;"',
    ]);
  });

  test.each([
    ['ISO-8859-1', 'latin1'],
    ['windows-1252', 'latin1'],
  ] as const)('is read in the encoding that the declaration names: %s', (name, encoding) => {
    const text = `<?xml version="1.0" encoding="${name}"?><testsuite><testcase name="größer"><failure message="é"/></testcase></testsuite>`;
    expect(read(Buffer.from(text, encoding)).failures).toMatchObject([{ testId: 'größer', message: 'é' }]);
    const wrong = text.replace(name, 'UTF-16');
    expect(read(bytes(wrong)).failures).toMatchObject([{ testId: 'größer' }]);
  });
});

describe('secrets in a report', () => {
  const SECRET = 'correct-horse-battery';
  const readSafely = (text: string) => {
    const reader = fileReader({ file: 'report', redact: countingRedactor([SECRET]) });
    reader.push(bytes(text));
    return JSON.stringify(reader.end().signals);
  };
  const tool = `${SECRET}\n\u001b[31mred ${'x'.repeat(500)}`;
  test.each([
    [
      'SARIF',
      { version: '2.1.0', runs: [{ tool: { driver: { name: tool } }, results: [{ level: 'error' }] }] },
    ],
    ['SARIF without results', { version: '2.1.0', runs: [{ tool: { driver: { name: tool } } }] }],
    ['CTRF', { results: { tool: { name: tool }, tests: [{ name: 'a', status: 'failed' }] } }],
    ['eslint', [{ filePath: 'a', messages: [{ severity: 2, ruleId: SECRET, message: tool }] }]],
    ['XML that is broken', `<testsuite><testcase name="a"></${SECRET}></testsuite>`],
    ['XML of no report', `<?xml version="1.0"?><x-${SECRET}/>`],
  ])('are nowhere in the answer: %s', (_, report) => {
    const answer = readSafely(typeof report === 'string' ? report : JSON.stringify(report));
    expect(answer).not.toContain(SECRET);
    expect(answer).not.toContain('\\u001b');
    expect(answer.match(/"tool":"[^"]{80,}"/)).toBeNull();
  });
});

const MEGABYTE = 1_000_000;
const filled = (part: string): string => part.repeat(Math.ceil(MEGABYTE / part.length));
const numbered = (line: (no: number) => string): string => {
  const lines: string[] = [];
  for (let no = 0, chars = 0; chars < MEGABYTE; no += 1, chars += lines.at(-1)?.length ?? 0)
    lines.push(line(no));
  return lines.join('\n');
};

describe('of any length', () => {
  test.each<[string, () => string]>([
    ['quotes in a tag', () => `<testsuite name="${filled('<"')}`],
    ['opening brackets', () => `<testsuite>${filled('<')}`],
    ['controls', () => `<testsuite>${filled('\u0001')}</testsuite>`],
    ['entities', () => `<testsuite><testcase name="${filled('&no;')}"/></testsuite>`],
    ['CDATA', () => `<testsuite>${filled('<![CDATA[')}`],
    ['braces', () => filled('{"}\n')],
    ['half events', () => filled('{"Time"}\n')],
    ['open lists', () => filled('[')],
    ['failures of go', () => numbered((no) => go(['fail', `T/${'s/'.repeat(no % 50)}${no}`]))],
    [
      'annotations',
      () =>
        `[${numbered((no) => `${JSON.stringify({ annotation_level: 'failure', path: 'a', start_line: no, message: `m${no}` })},`)}{}]`,
    ],
    [
      'rules',
      () =>
        JSON.stringify({
          version: '2.1.0',
          runs: [
            {
              tool: { driver: { rules: Array.from({ length: 10_000 }, (_, no) => ({ id: `r${no}` })) } },
              results: Array.from({ length: 10_000 }, (_, no) => ({
                ruleId: `r${9_999 - no}`,
                message: { text: 'm' },
              })),
            },
          ],
        }),
    ],
    ['words that stand nowhere', () => `[${numbered(() => '{"message":"a\\u0062c","line":1},')}{}]`],
  ])('%s are read in time that grows with their length alone', (_, make) => {
    const text = bytes(make());
    // Time of this process on the processor, so that a busy machine fails nothing: what is quadratic would take minutes.
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });

  test('every test of go is counted, though those that passed are forgotten', () => {
    const many = Array.from({ length: 60_000 }, (_, no): [string, string] => ['pass', `T${no}`]);
    const text = go(
      ...many,
      ['fail', 'T60000'],
      ['pass', 'T60001'],
      ['fail'],
      ['run', 'T60000'],
      ['pass', 'T60000'],
      ['pass'],
    );
    expect(read(bytes(text))).toMatchObject({
      outcome: 'passed',
      completeness: { tests: { passed: 60_001, failed: 0, flaky: 1 } },
    });
  });

  test('every test of JUnit is counted, and one that fails behind a hundred thousand is told', () => {
    const many = Array.from({ length: 101_000 }, (_, no) => `<testcase name="t${no}"/>`).join('');
    expect(read(bytes(`<testsuite>${many}${BAD}</testsuite>`))).toMatchObject({
      outcome: 'failed',
      failures: [{ testId: 'a' }],
      completeness: { tests: { passed: 101_000, failed: 1 } },
    });
  });
});

describe('a file of bytes', () => {
  const noise = Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7919 + ((at * at) % 251)) % 256);
  test.each([
    ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
    ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
    ['compressed by gzip', [0x1f, 0x8b, 0x08]],
    ['no text', [0, 1, 2]],
    ['no text', [0xfe, 0x00, 0x80]],
  ])('is unreadable and says what it is: %s', (what, first) => {
    const { outcome, failures, evidence, completeness } = read(Uint8Array.from(first), noise);
    expect({ outcome, failures, evidence }).toEqual({ outcome: 'unreadable', failures: [], evidence: [] });
    expect(completeness.reason).toContain(what);
    expect(completeness.bytes).toBe(first.length + noise.length);
  });

  test('is text all the same with a few of them in it', () => {
    expect(read(bytes(`a\u0000b ${'words '.repeat(100)}\nsrc/a.ts(3,1): error TS2322: no\n`)).outcome).toBe(
      'failed',
    );
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

  test('is not thrown over by values that cannot be said in words', () => {
    const odd = { toString: 1, valueOf: 1 };
    const examples = [{ status: 'failed', exception: { message: 'm', backtrace: [odd] } }];
    expect(read(bytes(JSON.stringify({ examples, summary: { failure_count: 1 } }))).outcome).toBe('failed');
    const results = { tool: { name: 'x' }, tests: [{ name: 't', status: 'failed', suite: [odd] }] };
    expect(read(bytes(JSON.stringify({ reportFormat: 'CTRF', results }))).outcome).toBe('failed');
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
