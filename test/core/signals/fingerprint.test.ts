// Pairs of failures that must have one fingerprint, and pairs that must not.
import { describe, expect, test } from 'vitest';
import { fingerprintOf, type Identity } from '#core/signals/fingerprint.ts';
import { repositoryPath } from '#core/signals/paths.ts';
import { signalsOf } from '#core/signals/signals-of.ts';
import { planted } from './planted.ts';
import { failedJob, fixture, jobOf, rawLog, step } from './raw-log.ts';

const base: Identity = { kind: 'test', tool: 'node:test', testId: 'adds up', file: 'a.test.js', message: '' };
const print = (message: string, words: Partial<Identity> = {}) =>
  fingerprintOf({ ...base, message, ...words }).fine;

/** Outputs of the same faults: the first of each row against the others. */
const REPORTERS = [
  ['go/go-test/', 'default', 'verbose', 'gotestsum-standard-verbose', 'coloured', 'coverage'],
  ['javascript/mocha/', 'spec', 'dot', 'min', 'list', 'landing', 'nyan', 'progress'],
  ['javascript/jest/', 'default', 'coloured', 'silent'],
  ['javascript/vitest/', 'default', 'verbose', 'dot'],
  ['javascript/node-test/', 'spec', 'tap'],
  ['javascript/playwright/', 'list', 'line', 'dot'],
  [
    'javascript/eslint/',
    'stylish',
    ...['stylish-coloured', 'compact', 'unix', 'v8-stylish', 'v8-visualstudio', 'v8-codeframe', 'v8-tap'],
  ],
  ['javascript/tsc/', 'plain', 'pretty'],
  ['javascript/biome/', 'check', 'ci'],
  [
    'javascript/monorepo/',
    'turbo-stream',
    ...['turbo-actions', 'pnpm-recursive', 'pnpm-stream', 'lerna', 'lerna-stream', 'npm-workspaces'],
    ...['nx-many', 'nx-static', 'concurrently'],
  ],
  ['rust/workspace/', 'test', 'test-threads', 'test-coloured', 'test-show-output'],
  ['rust/cargo/', 'nextest', 'nextest-final', 'nextest-twice'],
  ['native/frameworks/', 'catch3', 'catch3-coloured', 'catch3-all'],
  ['native/frameworks/', 'boost', 'boost-all', 'boost-detailed'],
  ['native/checkers/', 'gcc', 'gcc-coloured', 'gcc-plain'],
  ['ruby/rspec/', 'books', 'books-documentation', 'books-coloured'],
  ['php/phpunit/', 'default', 'coloured', 'verbose'],
].flatMap(([folder = '', first = '', ...others]) =>
  others.map((other) => ({ one: folder + first, other: folder + other })),
);

describe('stays the same', () => {
  test.each([
    ['times', 'at 2026-11-22T11:28:58.123Z it broke', 'at 2026-11-23 01:02:03 it broke'],
    ['durations', 'gave up after 153ms', 'gave up after 2.5 s'],
    [
      'ports and addresses of the machine',
      'connect ECONNREFUSED 127.0.0.1:43121',
      'connect ECONNREFUSED 127.0.0.1:5012',
    ],
    ['memory addresses', '<Account at 0x7f385fca0150>', '<Account at 0x55aa00ff1122>'],
    [
      'commit ids',
      'at commit 0123456789abcdef0123456789abcdef01234567',
      'at commit fedcba9876543210fedcba9876543210fedcba98',
    ],
    ['uuids', 'order 123e4567-e89b-12d3-a456-426614174000', 'order 99999999-aaaa-4bbb-8ccc-dddddddddddd'],
    ['temporary folders', 'ENOENT /tmp/ledger-x1/a.db', 'ENOENT /tmp/ledger-Zq/a.db'],
    ['home folders', 'cannot read /home/runner/work/x', 'cannot read /home/ci/build/x'],
    ['line numbers', 'thrown in ledger.js:12:5', 'thrown in ledger.js:99:1'],
    ['process ids', 'worker 12 died (pid: 4411)', 'worker 3 died (pid: 90)'],
    ['counters', 'read 17 records', 'read 18 records'],
    ['query strings', 'GET http://api.test/x?at=17', 'GET http://api.test/x?at=18'],
    ['spacing', 'a  b', 'a b '],
    ['words of a long value', `got "${'x y '.repeat(30)}"`, `got "${'a b '.repeat(29)}"`],
    [
      'quotes within a long value',
      `expected '{"a":"${'b'.repeat(90)}","it's":1}' to fit`,
      `expected '{"c":"${'d'.repeat(91)}","it's":2}' to fit`,
    ],
  ])('whatever the %s', (_, a, b) => {
    expect(print(a)).toBe(print(b));
  });

  test('whatever the reporter', () => {
    const prints = (name: string) =>
      signalsOf({ jobs: [failedJob(fixture(name))] }).map(({ fingerprint }) => fingerprint);
    expect(prints('node-test-tap.txt')).toEqual(prints('node-test-spec.txt'));
  });

  test.each(REPORTERS)('whatever the reporter: $one and $other', ({ one, other }) => {
    const prints = (name: string) =>
      signalsOf({ jobs: [failedJob(planted(name))] })
        .map(({ fingerprint }) => fingerprint.fine)
        .sort();
    expect(prints(other)).toEqual(prints(one));
  });

  test('whatever the checkout folder and the lines above', () => {
    const there = fixture('node-test-spec.txt')
      .replaceAll('/home/runner/work/payments/payments/', '/__w/payments/payments/')
      .replaceAll(':5:', ':25:');
    expect(signalsOf({ jobs: [failedJob(there)] })[0]?.fingerprint).toEqual(
      signalsOf({ jobs: [failedJob(fixture('node-test-spec.txt'))] })[0]?.fingerprint,
    );
  });
});

describe('differs', () => {
  test.each<[string, string, string]>([
    ['what was asserted', 'expected 1 to be 2', 'expected 1 to be 3'],
    ['an error code', 'TS2322: no', 'TS2345: no'],
    ['an HTTP status', 'answered with status 500', 'answered with status 404'],
    ['an exit code', 'exit code 1', 'exit code 2'],
    ['a name', "'foo' is not defined", "'bar' is not defined"],
    ['the length of a long value', `got "${'x'.repeat(90)}"`, `got "${'x'.repeat(900)}"`],
    ['a short value', `got "${'x'.repeat(70)}"`, `got "${'y'.repeat(70)}"`],
    ['what stands behind a long value', `got "${'x'.repeat(200)}": no`, `got "${'x'.repeat(200)}": never`],
    [
      "words around apostrophes that don't quote",
      `can't ${'a '.repeat(50)}won't`,
      `can't ${'b '.repeat(50)}won't`,
    ],
  ])('by %s', (_, a, b) => {
    expect(print(a)).not.toBe(print(b));
  });

  test('by test, file, tool and kind', () => {
    const others: Partial<Identity>[] = [
      { testId: 'adds up [2]' },
      { file: 'b.test.js' },
      { tool: 'jest' },
      { kind: 'crash' },
    ];
    const prints = others.map((words) => print('x', words));
    expect(new Set([print('x'), ...prints]).size).toBe(5);
  });

  test('for the second of two equal findings in one file, so that mending one is progress', () => {
    const line = (no: number) => `src/a.ts(${no},1): error TS2304: Cannot find name 'foo'.`;
    const both = signalsOf({ jobs: [failedJob(`${line(3)}\n${line(9)}`)] });
    const one = signalsOf({ jobs: [failedJob(line(8))] });
    expect(both).toHaveLength(2);
    expect(both[0]?.fingerprint).toEqual(one[0]?.fingerprint);
    expect(both[1]?.fingerprint.fine).not.toBe(one[0]?.fingerprint.fine);
  });

  test('not by the values that a flaky test happens to fail with', () => {
    const flaky = (values: string) => {
      const red = fixture('node-test-spec.txt').replace("'open' !== 'closed'", values);
      const again = `${red}\n▶ ledger\n  ▶ of yesterday\n    ✔ is closed: "early" → never (1.5ms)`;
      return signalsOf({ jobs: [jobOf(rawLog(step('npm test\nnpm test', again, 1)))] })[1]?.fingerprint.fine;
    };
    const steady = (values: string) =>
      signalsOf({
        jobs: [failedJob(fixture('node-test-spec.txt').replace("'open' !== 'closed'", values))],
      })[1]?.fingerprint.fine;
    expect(flaky('60029 !== 60000')).toBe(flaky('60017 !== 60000'));
    expect(steady('60029 !== 60000')).not.toBe(steady('60017 !== 60000'));
  });
});

test.each([
  ['/home/runner/work/payments/payments/src/a.ts', 'src/a.ts'],
  ['D:\\a\\payments\\payments\\src\\a.ts', 'src/a.ts'],
  ['file:///__w/payments/payments/a.ts', 'a.ts'],
  ['/github/workspace/src/a.ts', 'src/a.ts'],
  ['./src/a.ts', 'src/a.ts'],
  ['/app/src/a.ts', '/app/src/a.ts'],
])('reads the path %s as %s', (printed, path) => {
  expect(repositoryPath(printed)).toBe(path);
});
