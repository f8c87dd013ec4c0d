// What is read out of the output of real tools, wrapped in the log that GitHub Actions makes of it.
import { describe, expect, test } from 'vitest';
import { MAX_EXCERPT_CHARS, MAX_MESSAGE_CHARS, MAX_SIGNALS } from '#core/signals/failure-signal.ts';
import { signalsOf } from '#core/signals/signals-of.ts';
import { failedJob, fixture, jobOf, rawLog, step } from './raw-log.ts';

const read = (output: string) => signalsOf({ jobs: [failedJob(output)] });
const LOOP = 'for run in 1 2 3 4 5; do\n  npm test || failed=1\ndone\nexit $failed';
const readLoop = (output: string) => signalsOf({ jobs: [jobOf(rawLog(step(LOOP, output, 1)))] });
const places = (output: string) =>
  read(output).map(({ kind, testId, file, line }) => [
    kind,
    testId,
    file === undefined ? undefined : `${file}:${line}`,
  ]);

test('a test of one package told to people, and one of its name in another package told to machines, are two', () => {
  const event = (Action: string, more = {}) =>
    JSON.stringify({ Action, Package: 'example.com/m/b', Test: 'TestAdds', ...more });
  const words = [
    '--- FAIL: TestAdds (0.00s)',
    '    a_test.go:6: got 1, want 2',
    'FAIL',
    'FAIL\texample.com/m/a\t0.002s',
  ];
  const events = [
    event('run'),
    event('output', { Output: '    a_test.go:6: got 3, want 4\n' }),
    event('fail'),
  ];
  const told = read([...words, 'FAIL', ...events].join('\n')).map(({ testId, suite }) => [testId, suite]);
  expect(told.sort()).toEqual([
    ['TestAdds', 'example.com/m/a'],
    ['TestAdds', 'example.com/m/b'],
  ]);
  const both = [...words, ...events.map((each) => each.replace('m/b', 'm/a'))];
  expect(read(both.join('\n'))).toHaveLength(1);
});

const NODE_TESTS = [
  ['test', 'ledger > keeps the order of postings', 'test/money.test.js:5'],
  ['test', 'ledger > of yesterday > is closed: "early" → never', 'test/money.test.js:6'],
  ['test', 'throws plainly', 'test/money.test.js:8'],
  ['test', 'is async', 'test/money.test.js:10'],
];

test.each<[string, unknown[][]]>([
  ['node-test-spec.txt', NODE_TESTS],
  ['node-test-tap.txt', NODE_TESTS],
  [
    'tsc.txt',
    [
      ['typecheck', undefined, 'src.ts:1'],
      ['typecheck', undefined, 'src.ts:2'],
      ['typecheck', undefined, 'test/b.test.ts:1'],
    ],
  ],
  [
    'eslint-stylish.txt',
    [
      ['lint', undefined, 'src/a.js:1'],
      ['lint', undefined, 'src/a.js:2'],
      ['lint', undefined, 'src/a.js:3'],
      ['lint', undefined, 'src/a.js:4'],
      ['lint', undefined, 'src/b.js:1'],
    ],
  ],
])('finds every failure in %s, in its place', (name, expected) => {
  expect(places(fixture(name))).toEqual(expected);
});

describe('messages', () => {
  test('say what was asserted, without frames', () => {
    const [first, second] = read(fixture('node-test-spec.txt'));
    expect(second?.message).toBe(
      "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n'open' !== 'closed'",
    );
    expect(first?.message).not.toContain('    at ');
    expect(first?.excerpt.text).toContain('at TestContext.<anonymous>');
    expect(first).toMatchObject({ tool: 'node:test', job: 'test', step: 'Run npm test' });
  });

  test('count the runs of a suite that CI repeats', () => {
    const red = fixture('node-test-spec.txt');
    const green = red.slice(0, red.indexOf('✖ failing tests:')).replaceAll('✖', '✔');
    const [first, ...rest] = readLoop([red, green, red, green, green].join('\n'));
    expect(first?.message.split('\n')[0]).toBe('failed in 2 of 5 runs');
    expect(first?.attempts).toEqual({ passed: 3, failed: 2 });
    expect(rest).toHaveLength(3);
  });

  test('take the numbers from the log where it tells them, and invent none', () => {
    const red = fixture('node-test-spec.txt');
    const other = 'ℹ tests 9\nℹ pass 9';
    expect(read(`${red}\n${other}`)[0]?.message).not.toContain('runs');
    const said = '✖ test/money.test.js: 7 of 25 runs failed\n##[error]is async: failed in 3 of 25 runs: no';
    expect(read(`${red}\n${said}`).map(({ message }) => message.split('\n')[0])).toEqual([
      ...Array(3).fill('failed in 7 of 25 runs'),
      'failed in 3 of 25 runs',
    ]);
  });

  test('do not count runs in a log with a hole', () => {
    const red = fixture('node-test-spec.txt');
    const job = { ...jobOf(rawLog(step(LOOP, [red, red].join('\n'), 1))), truncated: true };
    expect(signalsOf({ jobs: [job] })[0]?.message.split('\n')[0]).toBe('failed in at least 2 runs');
  });

  test('name the other jobs that have the same failure', () => {
    const jobs = ['test (22)', 'test (24)'].map((job) => failedJob(fixture('node-test-spec.txt'), job));
    const signals = signalsOf({ jobs });
    expect(signals).toHaveLength(4);
    expect(signals[0]).toMatchObject({ job: 'test (22)' });
    expect(signals[0]?.message.split('\n')[0]).toBe('also in test (24)');
  });
});

describe('what the runner prints', () => {
  test('is not mistaken for a failure: the echoed script holds whole failure messages', () => {
    const script =
      'npm test\necho "src/a.ts(3,1): error TS2322: no"\n✖ fake (1ms)\nFAILED tests/test_a.py::test_x - fake';
    const log = rawLog(step(script, fixture('node-test-spec.txt'), 1));
    expect(signalsOf({ jobs: [jobOf(log)] }).map(({ tool }) => tool)).toEqual(Array(4).fill('node:test'));
  });

  test('keeps a group that the script itself named like a step', () => {
    const output = `##[group]Run tests\n${fixture('tsc.txt')}\n##[endgroup]`;
    expect(read(output)).toHaveLength(3);
  });

  test('tells a matched line once, though it stands there twice', () => {
    const line = "src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.";
    expect(read(`${line}\n##[error]${line}`)).toHaveLength(1);
  });

  test('leaves out what a step that passed said about failures', () => {
    const log = rawLog(
      step('npm run flaky', fixture('node-test-spec.txt'), 0),
      step('npm run lint', fixture('eslint-stylish.txt'), 1),
    );
    expect(signalsOf({ jobs: [jobOf(log, 'Run npm run lint')] }).every(({ tool }) => tool === 'eslint')).toBe(
      true,
    );
  });

  test('reads progress bars, colours and lines of any length', () => {
    const noise = `10%\r20%\r100% \u001b[31mred\u001b[39m\n${'x'.repeat(57_000)}`;
    expect(places(`${noise}\n${fixture('node-test-tap.txt')}`)).toEqual(NODE_TESTS);
  });
});

describe('jobs that fail as a whole', () => {
  test('that ran out of time', () => {
    const log = rawLog([
      ...step('npm test', 'still running', 0),
      '##[error]The job running on runner x has exceeded the maximum execution time of 5 minutes.',
    ]);
    expect(signalsOf({ jobs: [jobOf(log)] })).toMatchObject([{ kind: 'timeout', tool: 'runner' }]);
  });

  test('whose runner was lost', () => {
    const log = rawLog([
      ...step('npm test', 'still running', 0),
      '##[error]The hosted runner: x lost communication with the server.',
    ]);
    expect(signalsOf({ jobs: [jobOf(log)] })).toMatchObject([{ kind: 'infra' }]);
  });

  test('that were killed', () => {
    const log = rawLog(step('npm test', 'Killed', 137));
    expect(signalsOf({ jobs: [jobOf(log)] })).toMatchObject([
      { kind: 'resource', message: expect.stringContaining('137') },
    ]);
  });

  test('that left no log', () => {
    expect(signalsOf({ jobs: [jobOf('', null)] })).toMatchObject([{ kind: 'infra' }]);
    expect(signalsOf({ jobs: [jobOf('', 'Run npm test')] })).toMatchObject([{ kind: 'unknown' }]);
  });

  test('do not become infrastructure by a test that speaks of it', () => {
    const output = `no space left on device\n${fixture('node-test-spec.txt')}`;
    expect(read(output).map(({ kind }) => kind)).toEqual(Array(4).fill('test'));
  });

  test('whose packages could not be installed', () => {
    const conflict =
      'npm error code ERESOLVE\nnpm error ERESOLVE could not resolve\nnpm error While resolving: a@1.0.0';
    expect(read(conflict)).toMatchObject([{ kind: 'dependency', tool: 'npm' }]);
    expect(read('npm error code ECONNRESET\nnpm error network')).toMatchObject([{ kind: 'network' }]);
  });
});

describe('what no tool reports', () => {
  test.each([
    [
      'an uncaught exception',
      'Error: no config\n    at load (/home/runner/work/payments/payments/src/config.js:3:9)\n    at node:internal/x:1:1',
      { kind: 'crash', file: 'src/config.js', line: 3 },
    ],
    [
      'a Python traceback',
      'Traceback (most recent call last):\n  File "/home/runner/work/payments/payments/run.py", line 4, in <module>\n    f()\n  File "/opt/x/lib/python3.11/y.py", line 9, in f\nValueError: bad',
      { kind: 'crash', file: 'run.py', line: 4, message: 'ValueError: bad' },
    ],
    [
      'a compiler that speaks like gcc',
      'src/main.c:4:10: fatal error: foo.h: No such file or directory',
      { kind: 'compile', file: 'src/main.c', line: 4 },
    ],
    [
      'a marked line',
      '##[error]license header is missing',
      { kind: 'unknown', message: 'license header is missing' },
    ],
    [
      'nothing but a last word',
      'checking\nchecksum mismatch',
      { kind: 'unknown', message: 'checking\nchecksum mismatch' },
    ],
  ])('is still told: %s', (_, output, expected) => {
    expect(read(output)).toMatchObject([expected]);
  });
});

describe('bounds', () => {
  test('hold for any number and size of failures', () => {
    const many = Array.from(
      { length: 200 },
      (_, no) => `src/a${no}.ts(3,1): error TS2322: ${'y'.repeat(9_000)}`,
    );
    const signals = read(many.join('\n'));
    expect(signals).toHaveLength(MAX_SIGNALS);
    expect(Math.max(...signals.map(({ message }) => message.length))).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
    expect(Math.max(...signals.map(({ excerpt }) => excerpt.text.length))).toBeLessThanOrEqual(
      MAX_EXCERPT_CHARS,
    );
  });

  const numbered = (count: number, line: (no: number) => string): string =>
    Array.from({ length: count }, (_, no) => line(no)).join('\n');
  const worst: [string, string][] = [
    ['one long line', 'x'.repeat(1_000_000)],
    ['spaces', ' '.repeat(1_000_000)],
    ['lines of spaces', `${' '.repeat(4_000)}\n`.repeat(250)],
    ['equals signs', `${'='.repeat(4_000)}\n`.repeat(250)],
    ['underscores', `${'_'.repeat(4_000)} a\n`.repeat(250)],
    ['digits and colons', `${'1:'.repeat(2_000)}\n`.repeat(250)],
    ['brackets', `src/${'('.repeat(3_900)}\n`.repeat(250)],
    ['half an eslint line', `a.js\n  1:1  error  ${'a  '.repeat(1_300)}\n`.repeat(250)],
    ['half a tsc line', `${'a(1,'.repeat(1_000)} error TS1: \n`.repeat(250)],
    ['half a node:test failure', `test at ${'a:1'.repeat(1_300)}\n✖ ${'b ('.repeat(1_300)}\n`.repeat(125)],
    ['lists of failures', '✖ failing tests:\n\ntest at a.js:1:1\n✖ adds (1ms)\n  Error: no\n'.repeat(18_000)],
    [
      'rates of tests that failed',
      `${numbered(12_000, (no) => `t${no}: failed in ${no} of 99999 runs`)}\n✖ failing tests:\n\n${numbered(9_000, (no) => `test at a.js:1:1\n✖ t${no} (1ms)\n  Error: no\n`)}`,
    ],
    [
      'tests in tests',
      `TAP version 13\n${numbered(25_000, (no) => `not ok ${no} - t${no}\n  ---\n  error: x${no}\n  ...`)}`,
    ],
    ['half a TAP failure', `not ok 1 - ${'a # '.repeat(1_000)}\n  ---\n`.repeat(250)],
    ['half a vitest failure', ` FAIL  ${'a > '.repeat(1_000)}\n`.repeat(250)],
    ['half a jest failure', `FAIL ${'a ('.repeat(1_300)}\n  ● ${'x'.repeat(3_000)}\n`.repeat(125)],
    ['half a pytest line', `FAILED a.py::b[${' - '.repeat(1_300)}\n`.repeat(250)],
    ['half a go failure', `--- FAIL: ${'a'.repeat(4_000)}\n`.repeat(250)],
    ['exceptions', `${'a.'.repeat(1_900)}Error\n    at x\n`.repeat(250)],
    ['frames', `Error\n${`    at ${'(a:1'.repeat(20)}\n`.repeat(10_000)}`],
    ['hex', `##[error]${'ab12'.repeat(1_000)}\n`.repeat(250)],
    ['addresses', `##[error]${'http://a/'.repeat(400)}\n`.repeat(250)],
    ['paths', `##[error]${'/tmp/a/work/a'.repeat(300)}:1:1: x\n`.repeat(250)],
  ];
  test.each(worst)('a megabyte of %s is read in time that grows with its length alone', (_, output) => {
    // Time of this process on the processor, so that a busy machine fails nothing: backtracking would take minutes.
    const before = process.cpuUsage();
    read(output);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });
});
