// The pure parts of a proof: what asks for one, how many runs it takes, what they say.
import { describe, expect, it } from 'vitest';
import { lowerBound, luckOf, runsAgainstLuck, upperBound } from '#core/proof/bound.ts';
import { detectTestCommand } from '#core/proof/detect.ts';
import { isFlakyWork, namedTests } from '#core/proof/flaky-work.ts';
import { answerOf, askForMore, noRuns, SIDE_BY_SIDE } from '#core/proof/plan.ts';
import { selectable, testCommand } from '#core/proof/test-command.ts';
import { commit } from '../support/samples.ts';

describe('a request about flaky tests', () => {
  it.each([
    'fix flaky tests in payments',
    'Fix the flaky hold test',
    'Deflake payments',
    'get rid of the flakiness in checkout',
    'The integration suite is unstable',
    'test/holds.test.js fails intermittently in CI: the test needs a look',
    'this spec sometimes fails',
    'non-deterministic tests in billing, please',
    'tests in payments fail randomly',
    'first sentence.\nThen make the e2e runs less flaky',
  ])('is recognised: %s', (text) => {
    expect(isFlakyWork(text)).toBe(true);
  });

  it.each([
    'add PayPal',
    'update flake.lock to the new nixpkgs',
    'use Nix flakes',
    'write tests for refunds',
    'retry on a flaky network',
    'Add a test. The network of this shop is unstable today and we cannot deploy',
    'rename the column, ignoring the flaky tests',
    'the failure is not flaky, the test is right',
    'contest the unstable results',
  ])('is not seen in other work: %s', (text) => {
    expect(isFlakyWork(text)).toBe(false);
  });

  it('is told in time from a text of a megabyte', () => {
    const startedMs = performance.now();
    expect(isFlakyWork('flaky '.repeat(170_000))).toBe(false);
    expect(isFlakyWork(`flaky ${'a-'.repeat(500_000)}`)).toBe(false);
    expect(namedTests(`${'a.test.'.repeat(150_000)}js`)).toEqual([]);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});

describe('tests that a request names', () => {
  it('are files of tests, in order and once', () => {
    expect(
      namedTests(
        'fix flaky `test/holds.test.js`, (tests/test_pay.py::TestPay::test_x[1-2]) and ./test/holds.test.js; not src/holds.js.',
      ),
    ).toEqual(['test/holds.test.js', 'tests/test_pay.py::TestPay::test_x[1-2]']);
  });

  it('never are options, absolute paths or ways out of the repository', () => {
    expect(
      namedTests('--config=evil.test.js -test.js ../../x.test.js a/../b.spec.ts /etc/test.py $(x).test.js'),
    ).toEqual([]);
  });

  it('take their place in the command, each as an argument of its own', () => {
    const tests = ['a.test.js', 'b test.js'];
    expect(testCommand(['node', '--test', '{tests}'], tests)).toEqual(['node', '--test', ...tests]);
    expect(testCommand(['run', '--only={tests}', '-v'], ['$&.js'])).toEqual(['run', '--only=$&.js', '-v']);
    expect(testCommand(['node', '--test', '{tests}'], [])).toEqual(['node', '--test']);
    expect(selectable(['make', 'test'], tests)).toEqual([]);
    expect(selectable(['node', '{tests}'], tests)).toEqual(tests);
  });
});

describe('the bound', () => {
  it('of no failure is 1 − 0.05^(1/n)', () => {
    expect(upperBound(0, 20)).toBeCloseTo(0.139108, 6);
    expect(upperBound(0, 1)).toBeCloseTo(0.95, 9);
    expect(upperBound(0, 59)).toBeLessThan(0.05);
    expect(upperBound(0, 58)).toBeGreaterThan(0.05);
  });

  // From the sum of the binomial in exact fractions (Python's fractions.Fraction), independent of this code.
  it.each([
    [1, 20, 0.216106164],
    [9, 20, 0.653068602],
    [3, 50, 0.147837176],
    [19, 20, 0.997438621],
    [1, 2, 0.974679434],
    [7, 200, 0.064732522],
  ])('of %i failures in %i runs is exact', (failed, runs, bound) => {
    expect(upperBound(failed, runs)).toBeCloseTo(bound, 8);
  });

  it('says nothing where nothing passed', () => {
    expect(upperBound(5, 5)).toBe(1);
    expect(upperBound(0, 0)).toBe(1);
  });

  it('never falls as failures are added, and never rises as passes are', () => {
    for (let runs = 1; runs <= 40; runs += 1)
      for (let failed = 0; failed < runs; failed += 1) {
        expect(upperBound(failed + 1, runs)).toBeGreaterThanOrEqual(upperBound(failed, runs));
        expect(upperBound(failed, runs + 1)).toBeLessThanOrEqual(upperBound(failed, runs));
        expect(upperBound(failed, runs)).toBeGreaterThan(failed / runs);
      }
  });

  // From the sum of the binomial in exact fractions, independent of this code.
  it.each([
    [3, 20, 0.042169408],
    [1, 20, 0.002561379],
    [2, 5, 0.076440391],
    [9, 20, 0.25865061],
    [8, 8, 0.687656022],
  ])('from below of %i failures in %i runs is exact', (failed, runs, bound) => {
    expect(lowerBound(failed, runs)).toBeCloseTo(bound, 8);
  });

  it('from below of no failure is nothing', () => {
    expect(lowerBound(0, 20)).toBe(0);
    expect(lowerBound(0, 0)).toBe(0);
  });

  it('of luck takes the smallest rate that the baseline leaves possible, not the observed one', () => {
    expect(luckOf(20, 3, 20)).toBeCloseTo(0.4224, 4);
    expect(luckOf(20, 9, 20)).toBeLessThan(0.01);
    expect(luckOf(6, 0, 0)).toBe(1);
    expect(luckOf(20, 8, 8)).toBeLessThan(1e-9);
  });

  it('of luck says how many runs would be enough', () => {
    const enough = runsAgainstLuck(0.05, 3, 20);
    expect(enough).toBe(70);
    expect(luckOf(enough, 3, 20)).toBeLessThan(0.05);
    expect(luckOf(enough - 1, 3, 20)).toBeGreaterThan(0.05);
    expect(runsAgainstLuck(0.05, 0, 20)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the plan', () => {
  const runs = noRuns(commit(1), 20);

  it('asks for a few runs at a time and never for more than are needed', () => {
    const first = askForMore(runs, []);
    expect(first.asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(askForMore(first.runs, first.asked).asked).toEqual([]);
    const later = { ...runs, passed: 14, asked: 20 };
    expect(askForMore(later, [15, 16]).asked).toEqual([21, 22, 23, 24]);
    expect(askForMore(noRuns(commit(1), 3), []).asked).toHaveLength(3);
  });

  it('gives no number twice, however often it is taken up again', () => {
    let plan = runs;
    const given: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      const more = askForMore(plan, []);
      given.push(...more.asked);
      plan = more.runs;
    }
    expect(new Set(given).size).toBe(5 * SIDE_BY_SIDE);
  });

  it.each([
    ['baseline', 2, 2, 'open'],
    ['baseline', 1, 3, 'shown'],
    ['baseline', 0, 3, 'open'],
    ['baseline', 0, 19, 'open'],
    ['baseline', 0, 20, 'always_fails'],
    ['baseline', 19, 1, 'shown'],
    ['baseline', 20, 0, 'not_shown'],
    ['head', 19, 0, 'open'],
    ['head', 20, 0, 'proved'],
    ['head', 3, 1, 'refuted'],
  ] as const)('of a %s with %i passed and %i failed is %s', (phase, passed, failed, answer) => {
    expect(answerOf(phase, { ...runs, passed, failed })).toBe(answer);
  });

  it('of a baseline of two runs needs one failure', () => {
    expect(answerOf('baseline', { ...noRuns(commit(1), 2), passed: 1, failed: 1 })).toBe('shown');
    expect(answerOf('baseline', { ...noRuns(commit(1), 2), passed: 0, failed: 2 })).toBe('always_fails');
  });
});

describe('how tests are run, where nobody has said so', () => {
  const npm = (script: string, more: object = {}) =>
    detectTestCommand('package.json', JSON.stringify({ scripts: { test: script }, ...more }))?.command.join(
      ' ',
    );

  it.each([
    ['vitest', 'npx --no-install vitest run {tests}'],
    ['vitest run --coverage', 'npx --no-install vitest run --coverage {tests}'],
    ['jest --ci', 'npx --no-install jest --ci {tests}'],
    ['mocha', 'npx --no-install mocha {tests}'],
    ['node --test', 'node --test {tests}'],
    // Named tests beside what the script names already would be more tests.
    ['mocha test/unit', 'npm test --silent'],
    ['node --test test/', 'npm test --silent'],
    ['tsc && vitest run', 'npm test --silent'],
    ['NODE_ENV=test jest', 'npm test --silent'],
  ])('is told from the script %s', (script, command) => {
    expect(npm(script)).toBe(command);
  });

  it('is asked of the package manager that the repository names', () => {
    expect(npm('tsc && vitest run', { packageManager: 'pnpm@9.1.0' })).toBe('pnpm test');
    expect(npm('tsc && vitest run', { packageManager: 'yarn@4.1.0' })).toBe('yarn test');
  });

  it.each([
    'echo "Error: no test specified" && exit 1',
    'vitest --watch',
    'jest --watchAll',
    '',
    'x'.repeat(600),
  ])('is not told from a script that tests nothing or never ends: %s', (script) => {
    expect(npm(script)).toBeUndefined();
  });

  it.each([
    ['pytest.ini', '[pytest]\naddopts = -q', 'python -m pytest {tests}'],
    ['pyproject.toml', '[tool.pytest.ini_options]\n', 'python -m pytest {tests}'],
    ['setup.cfg', '[metadata]\n[tool:pytest]\n', 'python -m pytest {tests}'],
    ['tox.ini', '[tox]\n[pytest]\n', 'python -m pytest {tests}'],
    ['go.mod', 'module acme/pay\n\ngo 1.24\n', 'go test -count=1 ./...'],
    ['Cargo.toml', '[package]\nname = "pay"\n', 'cargo test --no-fail-fast'],
  ])('is told from %s', (file, text, command) => {
    expect(detectTestCommand(file, text)).toEqual({ command: command.split(' '), from: file });
  });

  it.each([
    ['pyproject.toml', '[project]\nname = "pay"\n'],
    ['package.json', 'not json'],
    ['package.json', '{"scripts": {"test": 5}}'],
    ['package.json', '[]'],
    ['go.mod', ''],
    ['Makefile', 'test:\n\tmake all\n'],
  ])('is not made up from %s', (file, text) => {
    expect(detectTestCommand(file, text)).toBeUndefined();
  });
});
