// The flake table's memory: earned on one commit, lost only on better evidence, taught by nobody's own branch.
import { expect, it } from 'vitest';
import { type FlakeEntry, knownTest, learn, type Observation, sighted } from '#core/triage/flakes.ts';
import { commit } from '../support/samples.ts';

const DAY = 24 * 3_600_000;
const TEST = { test: 'test/a.test.ts › settles', job: 'test' };
type Seen = readonly [outcome: Observation['outcome'], commit: number, day: number, on?: Observation['on']];
const after = (...all: readonly Seen[]): FlakeEntry =>
  all.reduce<FlakeEntry | undefined>(
    (entry, [outcome, n, day, on = 'default_branch']) =>
      learn(entry, TEST, { sha: commit(n), outcome, on, atMs: day * DAY }),
    undefined,
  ) as FlakeEntry;
const passes = (from: number, count: number, day: number): Seen[] =>
  Array.from({ length: count }, (_, index) => ['passed', from + index, day + index]);

it('makes a test flaky that failed and passed on one commit', () => {
  expect(after(['failed', 1, 0, 'rerun'], ['passed', 1, 0, 'rerun'])).toMatchObject({
    status: 'flaky',
    because: 'failed and passed on 0000000',
    flips: 1,
  });
});

it('does not make a test flaky that failed once', () => {
  expect(after(['passed', 1, 0], ['failed', 2, 1]).status).toBe('healthy');
});

it('makes a test flaky that goes to and fro on the default branch within 14 days', () => {
  expect(after(['passed', 1, 0], ['failed', 2, 1], ['passed', 3, 2]).status).toBe('flaky');
  expect(after(['passed', 1, 0], ['failed', 2, 1], ['passed', 3, 20]).status).toBe('healthy');
});

it('makes a test broken that fails on three commits in a row, and no less', () => {
  expect(after(['failed', 1, 0], ['failed', 2, 1]).status).toBe('healthy');
  expect(after(['failed', 1, 0], ['failed', 1, 1], ['failed', 1, 2]).status).toBe('healthy');
  expect(after(['failed', 1, 0], ['failed', 2, 1], ['failed', 3, 2]).status).toBe('broken');
});

it('makes a flaky test broken, and flaky again when it passes', () => {
  const flips: Seen[] = [
    ['failed', 1, 0],
    ['passed', 1, 0, 'rerun'],
  ];
  const broken: Seen[] = [...flips, ['failed', 2, 1], ['failed', 3, 2], ['failed', 4, 3]];
  expect(after(...broken).status).toBe('broken');
  expect(after(...broken, ['passed', 5, 4]).status).toBe('flaky');
});

it('forgives a flaky test after twenty passes and two weeks, not sooner', () => {
  const flips: Seen[] = [
    ['failed', 1, 0, 'rerun'],
    ['passed', 1, 0, 'rerun'],
  ];
  expect(after(...flips, ...passes(10, 19, 20)).status).toBe('healthy');
  expect(after(...flips, ...passes(10, 10, 20)).status).toBe('flaky');
  const soon = passes(10, 25, 0).map(([outcome, n], index): Seen => [outcome, n, 1 + index / 10]);
  expect(after(...flips, ...soon).status).toBe('flaky');
});

it('learns nothing from the same observation twice', () => {
  const entry = after(['failed', 1, 0]);
  expect(learn(entry, TEST, { sha: commit(1), outcome: 'failed', on: 'default_branch', atMs: DAY })).toBe(
    entry,
  );
});

it('keeps a bounded memory', () => {
  expect(after(...passes(1, 100, 0)).seen).toHaveLength(40);
});

it('counts failures on branches of tasks without letting them change the status', () => {
  const seen = ['a', 'b', 'c', 'c', 'own'].reduce<FlakeEntry | undefined>(
    (entry, branch) => sighted(entry, TEST, { fine: 'f1', branch, atMs: DAY }),
    undefined,
  ) as FlakeEntry;
  expect(seen.status).toBe('healthy');
  expect(knownTest(seen, 'own', 2 * DAY).elsewhere).toEqual([{ fine: 'f1', branches: 3 }]);
  expect(knownTest(seen, 'own', 30 * DAY).elsewhere).toEqual([]);
});
