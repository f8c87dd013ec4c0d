// A test that is not among the failed has passed only where the whole list is known: no cap, no hole, nothing that broke off.
import { describe, expect, it } from 'vitest';
import { MAX_SIGNALS } from '#core/signals/failure-signal.ts';
import { failedJobOf } from '#core/triage/failed-job.ts';
import { testsThatPassed } from '#core/triage/seen-before.ts';
import { testCountsIn } from '#core/triage/test-counts.ts';
import { isWhole } from '#core/triage/whole.ts';
import { commit } from '../support/samples.ts';
import { judge, note, without } from './known.ts';

const OUTPUT = 'Run npm test\n2 failed, 40 passed in 3.1s\nProcess completed with exit code 1.';
const whole = (text: string, ...failures: ReturnType<typeof note>[]) =>
  isWhole('test', { text, truncated: false }, failures.length > 0 ? failures : [note()]);

describe('a job that failed', () => {
  it('is whole where all that failed are tests and nothing cut them short', () => {
    expect(whole(OUTPUT)).toBe(true);
    expect(isWhole('test', { text: OUTPUT, truncated: true }, [note()])).toBe(false);
    expect(whole('')).toBe(false);
    expect(isWhole('other', { text: OUTPUT, truncated: false }, [note()])).toBe(false);
  });

  it('is not where more failed than are told', () => {
    const many = Array.from({ length: MAX_SIGNALS }, (_, n) => note({ testId: `case ${n}` }));
    expect(whole(OUTPUT, ...many)).toBe(false);
    expect(whole(OUTPUT, ...many.slice(1))).toBe(true);
  });

  it('is not where something else than a test failed', () => {
    expect(whole(OUTPUT, note(), without(note({ kind: 'compile' }), 'testId'))).toBe(false);
    expect(whole(OUTPUT, without(note(), 'testId'))).toBe(false);
  });

  it.each([
    'Run go test -failfast ./...',
    'Run npx jest --bail',
    'Run bundle exec rspec --fail-fast',
    'Run pytest tests -x --no-header',
    'Run pytest --maxfail=3',
    'Bail out! database is gone',
    '!!!!!!!!!!!!!!!!!!!! stopping after 1 failures !!!!!!!!!!!!!!!!!!!!',
    'panic: runtime error: index out of range [3] with length 2',
    'FAIL\tacme/pay [build failed]',
    'Test Suites: 1 failed, 3 of 10 total',
    'Testing stopped early after 3 maximum allowed failures.',
    'Segmentation fault (core dumped)',
    'worker gw1 crashed while running test_a',
    '##[error]The operation was canceled.',
    '[INFO] pay-web ............ SKIPPED',
  ])('is not where it broke off: %s', (line) => {
    expect(whole(`${line}\n${OUTPUT}`)).toBe(false);
  });

  it('is not where its tool stops at the first part that fails, unless it was told to go on', () => {
    const cargo = note({ tool: 'cargo test' });
    expect(whole(`Run cargo test\n${OUTPUT}`, cargo)).toBe(false);
    expect(whole(`Run cargo test --no-fail-fast\n${OUTPUT}`, cargo)).toBe(true);
  });
});

describe('two runs of one commit', () => {
  const other = note({ testId: 'pays in full' });

  it('show a flake only where the second came to the test', () => {
    expect(testsThatPassed([note()], { failures: [other], whole: ['test'] })).toHaveLength(1);
    expect(testsThatPassed([note()], { failures: [other], whole: [] })).toEqual([]);
    expect(testsThatPassed([note()], { failures: [], whole: ['test'] })).toHaveLength(1);
    expect(testsThatPassed([note()], { failures: [], whole: [] })).toEqual([]);
  });

  it('show none where another step of the job failed', () => {
    const unit = note({ step: 'Run unit tests' });
    const browser = note({ testId: 'pays in full', step: 'Run browser tests', tool: 'playwright' });
    expect(testsThatPassed([unit], { failures: [browser], whole: ['test'] })).toEqual([]);
  });

  it('show none where the list was full: that is how tests would be called flaky that never passed', () => {
    const many = Array.from({ length: MAX_SIGNALS }, (_, n) => note({ testId: `case ${n}` }));
    const job = failedJobOf(
      { job: 'test', failedStep: 'Run npm test', truncated: false, text: OUTPUT },
      many,
    );
    const earlierRuns = [{ failures: many, whole: job.isWhole ? ['test'] : [] }];
    expect(judge([note()], { earlierRuns }).likely).toBe('unknown');
  });
});

describe('how many tests failed', () => {
  it.each([
    ['Tests:       8 failed, 2 passed, 10 total', [8, 10]],
    [' Tests  8 failed | 2 passed (10)', [8, 10]],
    [' Tests  10 failed (10)', [10, 10]],
    ['========= 8 failed, 2 passed, 1 warning in 0.12s =========', [8, 10]],
    ['10 examples, 8 failures', [8, 10]],
    ['[ERROR] Tests run: 10, Failures: 7, Errors: 1, Skipped: 0', [8, 10]],
    ['Tests: 10, Assertions: 30, Failures: 8.', [8, 10]],
    ['test result: FAILED. 2 passed; 8 failed; 0 ignored', [8, 10]],
    ['Failed!  - Failed:     8, Passed:     2, Skipped:     0, Total:    10', [8, 10]],
    ['ℹ tests 10\nℹ pass 2\nℹ fail 8', [8, 10]],
    ['  2 passing (12ms)\n  8 failing', [8, 10]],
  ])('is read from %s', (text, [failed, total]) => {
    expect(testCountsIn(text)).toEqual({ failed, total });
  });

  it('is not made up', () => {
    expect(testCountsIn('all is well\n10 files changed')).toBeUndefined();
    expect(
      testCountsIn('[ERROR] Tests run: 4, Failures: 4, Errors: 0, Skipped: 0, Time elapsed: 0.1 s'),
    ).toBeUndefined();
  });

  it('makes one cause of nearly all of them', () => {
    const failures = ['a', 'b', 'c', 'd', 'e'].map((name, n) =>
      note({ testId: name, message: `${name} said ${n}` }),
    );
    const text = '5 failed, 1 passed in 0.1s';
    const jobs = [failedJobOf({ job: 'test', failedStep: 'Run', truncated: false, text }, failures)];
    expect(judge(failures, { jobs })).toMatchObject({
      likely: 'change',
      because: ['5 of 6 tests fail: one cause'],
    });
    const few = [
      failedJobOf(
        { job: 'test', failedStep: 'Run', truncated: false, text: '5 failed, 9 passed in 1s' },
        failures,
      ),
    ];
    expect(judge(failures, { jobs: few }).likely).toBe('unknown');
  });
});

it('is told which merge a job tested', () => {
  const text = `HEAD is now at 1a2b3c4 Merge ${commit(1)} into ${commit(2)}`;
  const log = { job: 'test', failedStep: null, truncated: false, text };
  expect(failedJobOf(log, []).merged).toEqual({ head: commit(1), into: commit(2) });
  expect(failedJobOf({ ...log, text: 'HEAD is now at 1a2b3c4 add PayPal' }, []).merged).toBeUndefined();
});
