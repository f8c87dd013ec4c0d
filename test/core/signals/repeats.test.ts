// A test that failed here and passed there is flaky only where the same was run again.
import { describe, expect, test } from 'vitest';
import { scriptSays } from '#core/signals/repeats/script.ts';
import { signalsOf } from '#core/signals/signals-of.ts';
import { jobOf, rawLog, step } from './raw-log.ts';

const read = (output: string, script = 'make test') =>
  signalsOf({ jobs: [jobOf(rawLog(step(script, output, 1)))] }).map(({ testId, attempts, message }) => ({
    testId,
    attempts,
    says: /\bruns\b/.test(message),
  }));
const steady = (testId: string) => [{ testId, attempts: undefined, says: false }];
const flaky = (testId: string, passed: number, failed: number) => [
  { testId, attempts: { passed, failed }, says: true },
];

const go = (name: string, result: 'PASS' | 'FAIL', pkg: string) =>
  [
    `=== RUN   ${name}`,
    ...(result === 'FAIL' ? [`    a_test.go:4: got 1, want 2`] : []),
    `--- ${result}: ${name} (0.00s)`,
    result,
    result === 'FAIL' ? `FAIL\texample.com/${pkg}\t0.01s` : `ok  \texample.com/${pkg}\t0.01s`,
  ].join('\n');
const cargo = (binary: string, result: 'ok' | 'FAILED') =>
  [
    `     Running unittests src/lib.rs (target/debug/deps/${binary})`,
    '',
    'running 1 test',
    `test tests::adds ... ${result}`,
    ...(result === 'FAILED'
      ? [
          '',
          'failures:',
          '',
          '---- tests::adds stdout ----',
          '',
          "thread 'tests::adds' panicked at src/lib.rs:9:9:",
          'assertion failed: 1 == 2',
          '',
          '',
          'failures:',
          '    tests::adds',
        ]
      : []),
    '',
    `test result: ${result}. ${result === 'ok' ? '1 passed; 0 failed' : '0 passed; 1 failed'}; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s`,
    '',
  ].join('\n');
const pytest = (result: 'PASSED' | 'FAILED', python = '3.12.1') =>
  [
    '============================= test session starts ==============================',
    `platform linux -- Python ${python}, pytest-8.3.3, pluggy-1.5.0`,
    'collected 1 item',
    '',
    `tests/test_a.py::test_adds ${result}                                       [100%]`,
    '',
    ...(result === 'FAILED'
      ? [
          '=================================== FAILURES ===================================',
          '__________________________________ test_adds ___________________________________',
          '',
          '    def test_adds():',
          '>       assert 1 == 2',
          'E       assert 1 == 2',
          '',
          'tests/test_a.py:2: AssertionError',
          '=========================== short test summary info ============================',
          'FAILED tests/test_a.py::test_adds - assert 1 == 2',
          '============================== 1 failed in 0.01s ===============================',
        ]
      : ['============================== 1 passed in 0.01s ===============================']),
  ].join('\n');
const PY = 'tests/test_a.py::test_adds';

describe('a failure is called steady', () => {
  test('where a test of its name passed in another package of Go', () => {
    expect(read([go('TestA', 'PASS', 'a'), go('TestA', 'FAIL', 'b')].join('\n'))).toEqual(steady('TestA'));
    expect(read([go('TestA', 'FAIL', 'a'), go('TestA', 'PASS', 'b')].join('\n'))).toEqual(steady('TestA'));
  });

  test('in two packages as well: they are two tests', () => {
    expect(read([go('TestA', 'FAIL', 'a'), go('TestA', 'FAIL', 'b')].join('\n'))).toEqual([
      ...steady('TestA'),
      ...steady('TestA'),
    ]);
  });

  test('where a test of its name passed in another crate', () => {
    expect(read([cargo('a-0011', 'ok'), cargo('b-2233', 'FAILED')].join('\n'))).toEqual(
      steady('tests::adds'),
    );
  });

  test('where the same package passed with another tag', () => {
    const output = [go('TestA', 'PASS', 'a'), go('TestA', 'FAIL', 'a')].join('\n');
    expect(read(output, 'go test -v ./...\ngo test -v -tags slow ./...')).toEqual(steady('TestA'));
    expect(read(output)).toEqual(steady('TestA'));
  });

  test('where it passed in another environment of tox', () => {
    const of = (env: string, result: 'PASSED' | 'FAILED', python: string) =>
      `${env}: commands[0]> pytest -v\n${pytest(result, python)}`;
    const output = [of('py311', 'PASSED', '3.11.4'), of('py312', 'FAILED', '3.12.1')].join('\n');
    expect(read(output, 'tox')).toEqual(steady(PY));
  });

  test('where one command ran with two versions of its language', () => {
    const output = ['$ pytest -v', pytest('PASSED', '3.11.4'), '$ pytest -v', pytest('FAILED', '3.12.1')];
    expect(read(output.join('\n'))).toEqual(steady(PY));
  });

  test('where a loop goes over settings', () => {
    const output = [pytest('PASSED'), pytest('FAILED')].join('\n');
    expect(read(output, 'for db in sqlite postgres; do\n  DB=$db pytest -v\ndone')).toEqual(steady(PY));
  });

  test('where two tests of one name stand in one run', () => {
    const output = ['✖ adds (1ms)', '✔ adds (1ms)', 'ℹ tests 2', 'ℹ pass 1', 'ℹ fail 1'].join('\n');
    expect(read([output, output].join('\n'), 'npm test\nnpm test').map(({ attempts }) => attempts)).toEqual([
      undefined,
    ]);
  });
});

describe('a failure is called flaky', () => {
  test.each([
    ['for i in $(seq 3); do pytest -v; done'],
    ['for i in 1 2 3\ndo\n  echo "run $i"\n  pytest -v || bad=1\ndone'],
    ['pytest -v\npytest -v\npytest -v'],
    ['until pytest -v; do sleep 1; done'],
    ['n=0; while [ $n -lt 3 ]; do pytest -v; n=$((n+1)); done'],
    ['for ((i=0; i<3; i++)); do pytest -v; done'],
  ])('where the script runs the same again: %s', (script) => {
    const output = [pytest('FAILED'), pytest('PASSED'), pytest('PASSED')].join('\n');
    expect(read(output, script)).toEqual(flaky(PY, 2, 1));
  });

  test('where the output shows one command twice', () => {
    const npm = '\n> ledger@1.0.0 test\n> pytest -v\n';
    expect(read([npm, pytest('FAILED'), npm, pytest('PASSED')].join('\n'))).toEqual(flaky(PY, 1, 1));
  });

  test('where an action says that it tries again', () => {
    const output = [
      pytest('FAILED'),
      '##[warning]Attempt 1 failed. Reason: Child_process exited with error code 1',
      pytest('PASSED'),
    ];
    expect(read(output.join('\n'))).toEqual(flaky(PY, 1, 1));
  });

  test('where go runs a test several times in one package', () => {
    const run = (result: string) => `=== RUN   TestA\n--- ${result}: TestA (0.00s)`;
    const output = [run('PASS'), run('FAIL'), run('PASS'), 'FAIL', 'FAIL\texample.com/a\t0.01s'].join('\n');
    expect(read(output, 'go test -count=3 ./...')).toEqual(flaky('TestA', 2, 1));
  });
});

test.each([
  ['npm ci\nnpm run build\nnpm test', 'unknown'],
  ['go test ./...', 'unknown'],
  ['TZ=UTC npm test\nTZ=Asia/Tokyo npm test', 'varies'],
  ['go test ./...\ngo test -race ./...', 'varies'],
  ['cargo test\ncargo test --no-default-features', 'varies'],
  ['npm test && npm test', 'repeats'],
  ['npm test\nnpm run migrate\nnpm test', 'unknown'],
  ['while read f; do node "$f"; done < list', 'varies'],
  ['for f in a b; do node $f; done', 'varies'],
  ['foreach ($i in 1..5) { npm test }', 'repeats'],
  ['# npm test\nnpm test', 'unknown'],
  ['', 'unknown'],
])('of %j a script says: %s', (script, says) => {
  expect(scriptSays(script)).toBe(says);
});

test('a script of any kind is read in time that grows with its length', () => {
  for (const part of ['for a in b; do ', 'x y;', 'while read ', '{', 'a=1 ', '\\\n'])
    expect(scriptSays(part.repeat(20_000))).toMatch(/repeats|varies|unknown/);
});
