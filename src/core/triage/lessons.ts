// What the flake table learns: from finished runs on the default branch, from reruns of one commit, and where else a test failed.
import type { Sha } from '../ids.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import {
  type FlakeEntry,
  FORGOTTEN_AFTER_MS,
  learn,
  type Observation,
  sighted,
  type TestPlace,
  testKey,
  testPlace,
} from './flakes.ts';

export type FinishedRun = {
  readonly job: string;
  /** The workflow's file; absent where that is not known. */
  readonly workflow?: string;
  readonly sha: Sha;
  readonly outcome: 'passed' | 'failed';
  readonly failures: readonly FailureNote[];
  /** Of a run that failed: every test that is not among the failures is known to have passed. */
  readonly isWhole: boolean;
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
  const teach = (place: TestPlace, observation: Observation) => {
    const before = table.get(place.test);
    const after = learn(before, place, observation);
    if (after === before) return;
    table.set(place.test, after);
    changed.add(place.test);
  };
  for (const run of runs) {
    const { sha, atMs, workflow } = run;
    for (const test of run.failures.filter(isTest))
      teach(
        { ...testPlace(test), ...(workflow === undefined ? {} : { workflow }) },
        { sha, outcome: 'failed', on: 'default_branch', atMs },
      );
    for (const { test, job } of [...table.values()].filter((entry) => hasPassed(entry, run)))
      teach({ test, job }, { sha, outcome: 'passed', on: 'default_branch', atMs });
  }
  return [...changed].map((test) => table.get(test) as FlakeEntry);
}

/** In a run that failed, a test has passed where all of its step's tests have run and others failed there. */
function hasPassed(entry: FlakeEntry, { job, workflow, outcome, failures, isWhole }: FinishedRun): boolean {
  const isOther = entry.workflow !== undefined && workflow !== undefined && entry.workflow !== workflow;
  if (entry.job !== job || isOther) return false;
  if (outcome === 'passed') return true;
  const tests = failures.filter(isTest);
  const cameToIt = tests.some(({ step, tool }) => step === entry.step && tool === entry.tool);
  return isWhole && cameToIt && !tests.some((test) => testKey(test) === entry.test);
}

/** These failed on a commit and passed on it when it was run again. */
export function learnFlips(
  entries: readonly FlakeEntry[],
  tests: readonly FailureNote[],
  sha: Sha,
  atMs: number,
): readonly FlakeEntry[] {
  const table = tableOf(entries);
  return tests.filter(isTest).flatMap((failure) => {
    const place = testPlace(failure);
    const before = table.get(place.test);
    const failed = learn(before, place, { sha, outcome: 'failed', on: 'rerun', atMs });
    const after = learn(failed, place, { sha, outcome: 'passed', on: 'rerun', atMs });
    return after === before ? [] : [after];
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
    const place = testPlace(failure);
    return sighted(table.get(place.test), place, { fine: failure.fingerprint.fine, branch, atMs });
  });
}

/** Which entries a red commit may change: those of the tests that failed, and of the jobs that were read on the default branch. */
export const concerned = (
  failures: readonly FailureNote[],
  lessons: readonly FinishedRun[],
): { readonly tests: readonly string[]; readonly jobs: readonly string[] } => ({
  tests: [...new Set([...failures, ...lessons.flatMap((run) => run.failures)].filter(isTest).map(testKey))],
  jobs: [...new Set(lessons.map(({ job }) => job))],
});

export type Study = {
  readonly lessons: readonly FinishedRun[];
  readonly failures: readonly FailureNote[];
  readonly branch: string;
  readonly atMs: number;
};

/** A red commit in one step. `known`: what the table says of the tests that failed, before this branch was added to it. */
export function study(
  entries: readonly FlakeEntry[],
  { lessons, failures, branch, atMs }: Study,
): {
  readonly put: readonly FlakeEntry[];
  readonly known: readonly FlakeEntry[];
  readonly forgetBeforeMs: number;
} {
  const learned = new Map([...tableOf(entries), ...tableOf(learnFromBranch(entries, lessons))]);
  const seen = sight([...learned.values()], failures, branch, atMs);
  const before = tableOf(entries);
  const put = new Map([...learned].filter(([test, entry]) => entry !== before.get(test)));
  for (const entry of seen) put.set(entry.test, entry);
  const tests = new Set(failures.map(testKey));
  return {
    put: [...put.values()],
    known: [...learned.values()].filter(({ test }) => tests.has(test)),
    forgetBeforeMs: atMs - FORGOTTEN_AFTER_MS,
  };
}
