// What the flake table learns: from finished runs on the default branch, from reruns of one commit, and where else a test failed.
import type { Sha } from '../ids.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { type FlakeEntry, learn, type Observation, sighted, testKey } from './flakes.ts';

export type FinishedRun = {
  readonly job: string;
  readonly sha: Sha;
  readonly outcome: 'passed' | 'failed';
  readonly failures: readonly FailureNote[];
  readonly atMs: number;
};

/** Entries that changed, by their key; each call takes the table as it is and gives what is to be written. */
type Table = ReadonlyMap<string, FlakeEntry>;
export const tableOf = (entries: readonly FlakeEntry[]): Table =>
  new Map(entries.map((entry) => [entry.test, entry]));

const isTest = ({ kind, testId }: FailureNote): boolean => kind === 'test' && testId !== undefined;

/** A test that a failing job did not come to has neither passed nor failed. */
export function learnFromBranch(
  entries: readonly FlakeEntry[],
  runs: readonly FinishedRun[],
): readonly FlakeEntry[] {
  const table = new Map(tableOf(entries));
  const changed = new Set<string>();
  const teach = (test: string, job: string, observation: Observation) => {
    const before = table.get(test);
    const after = learn(before, { test, job }, observation);
    if (after === before) return;
    table.set(test, after);
    changed.add(test);
  };
  for (const { job, sha, outcome, failures, atMs } of runs) {
    const tests = failures.filter(isTest);
    for (const test of tests)
      teach(testKey(test), job, { sha, outcome: 'failed', on: 'default_branch', atMs });
    const failed = new Set(tests.map(testKey));
    const isWhole =
      outcome === 'passed' || (failures.length > 0 && failures.every(({ kind }) => kind === 'test'));
    if (!isWhole) continue;
    for (const known of [...table.values()].filter((entry) => entry.job === job && !failed.has(entry.test)))
      teach(known.test, job, { sha, outcome: 'passed', on: 'default_branch', atMs });
  }
  return [...changed].map((test) => table.get(test) as FlakeEntry);
}

/** These failed on a commit and passed on it when it was run again. */
export function learnFlips(
  entries: readonly FlakeEntry[],
  tests: readonly FailureNote[],
  sha: Sha,
  atMs: number,
): readonly FlakeEntry[] {
  const table = tableOf(entries);
  return tests.filter(isTest).map((failure) => {
    const test = { test: testKey(failure), job: failure.job };
    const failed = learn(table.get(test.test), test, { sha, outcome: 'failed', on: 'rerun', atMs });
    return learn(failed, test, { sha, outcome: 'passed', on: 'rerun', atMs });
  });
}

/** Failures on a task's branch, which count for other branches only. */
export function sight(
  entries: readonly FlakeEntry[],
  failures: readonly FailureNote[],
  branch: string,
  atMs: number,
): readonly FlakeEntry[] {
  const table = tableOf(entries);
  return failures.filter(isTest).map((failure) => {
    const test = testKey(failure);
    return sighted(
      table.get(test),
      { test, job: failure.job },
      { fine: failure.fingerprint.fine, branch, atMs },
    );
  });
}
