// What the flake table learns from whole runs: failures, passes of tests it knows, and nothing of what a job did not come to.
import { expect, it } from 'vitest';
import { concerned, learnFlips, learnFromBranch, sight, study } from '#core/triage/lessons.ts';
import { commit } from '../support/samples.ts';
import { note, without } from './known.ts';

const run = (
  n: number,
  outcome: 'passed' | 'failed',
  failures = outcome === 'failed' ? [note()] : [],
  isWhole = true,
) => ({ job: 'test', sha: commit(n), outcome, failures, isWhole, atMs: n * 1_000 });
const seen = (entries: ReturnType<typeof learnFromBranch>) =>
  entries.map(({ test, seen }) => [test, seen.map(({ outcome }) => outcome)]);
const NAME = 'test/settle.test.ts › settles in order';

it('learns failures of the default branch, and passes of tests that it knows', () => {
  expect(seen(learnFromBranch([], [run(1, 'failed'), run(2, 'passed')]))).toEqual([
    [NAME, ['failed', 'passed']],
  ]);
  expect(learnFromBranch([], [run(1, 'passed')])).toEqual([]);
});

it('takes a test for passed in a run where others failed, unless the job broke off', () => {
  const known = learnFromBranch([], [run(1, 'failed')]);
  const other = note({ testId: 'pays in full' });
  expect(seen(learnFromBranch(known, [run(2, 'failed', [other])]))).toContainEqual([
    NAME,
    ['failed', 'passed'],
  ]);
  const broke = without(note({ kind: 'compile' }), 'testId');
  expect(learnFromBranch(known, [run(2, 'failed', [broke], false)])).toEqual([]);
  expect(learnFromBranch(known, [run(2, 'failed', [])])).toEqual([]);
  expect(seen(learnFromBranch(known, [run(2, 'failed', [other], false)]))).not.toContainEqual([
    NAME,
    ['failed', 'passed'],
  ]);
});

it('takes a test for passed only where its own step came to it', () => {
  const known = learnFromBranch([], [run(1, 'failed', [note({ step: 'Run unit tests' })])]);
  const elsewhere = note({ testId: 'pays in full', step: 'Run browser tests' });
  expect(seen(learnFromBranch(known, [run(2, 'failed', [elsewhere])]))).not.toContainEqual([
    NAME,
    ['failed', 'passed'],
  ]);
});

it('mixes no jobs of one name from two workflows', () => {
  const ofCi = { ...run(1, 'failed'), workflow: 'ci.yml' };
  const known = learnFromBranch([], [ofCi]);
  expect(learnFromBranch(known, [{ ...run(2, 'passed'), workflow: 'nightly.yml' }])).toEqual([]);
  expect(seen(learnFromBranch(known, [{ ...run(2, 'passed'), workflow: 'ci.yml' }]))).toEqual([
    [NAME, ['failed', 'passed']],
  ]);
});

it('writes nothing when it reads the same runs again', () => {
  const known = learnFromBranch([], [run(1, 'failed')]);
  expect(learnFromBranch(known, [run(1, 'failed')])).toEqual([]);
});

it('learns a flip from a rerun, once', () => {
  const [entry] = learnFlips([], [note(), without(note({ kind: 'compile' }), 'testId')], commit(1), 5);
  expect(entry).toMatchObject({ test: NAME, status: 'flaky', flips: 1 });
  expect(learnFlips([entry as never], [note()], commit(1), 9)).toEqual([]);
});

it('notes on which branches a test failed', () => {
  expect(sight([], [note()], 'greenlight/t-1', 5)[0]?.elsewhere).toEqual([
    { fine: note().fingerprint.fine, branch: 'greenlight/t-1', atMs: 5 },
  ]);
});

it('studies a red commit in one step, and tells what was known before it', () => {
  const known = learnFromBranch([], [run(1, 'failed')]);
  const red = { lessons: [run(2, 'passed')], failures: [note()], branch: 'greenlight/t-1', atMs: 5_000 };
  expect(concerned(red.failures, red.lessons)).toEqual({ tests: [NAME], jobs: ['test'] });
  const learned = study(known, red);
  expect(learned.known).toMatchObject([{ test: NAME, elsewhere: [], seen: [{}, { outcome: 'passed' }] }]);
  expect(learned.put).toMatchObject([{ test: NAME, elsewhere: [{ branch: 'greenlight/t-1' }] }]);
  expect(study([], { ...red, lessons: [], failures: [] }).put).toEqual([]);
});
