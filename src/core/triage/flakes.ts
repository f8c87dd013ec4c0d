// What a repository's tests are known for. Learned from its default branch and from reruns of one commit only: a task's own change teaches nothing.
import type { Sha } from '../ids.ts';
import { plural, shortSha } from '../messages/words.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { KnownTest } from './evidence.ts';

export type FlakeStatus = 'healthy' | 'flaky' | 'broken';

/** `rerun`: the same commit was judged again. One commit with both outcomes is a flip. */
export type Observation = {
  readonly sha: Sha;
  readonly outcome: 'passed' | 'failed';
  readonly on: 'default_branch' | 'rerun';
  readonly atMs: number;
};

export type FlakeEntry = {
  /** Its key: the file, where that is known, and the test's full name. */
  readonly test: string;
  readonly job: string;
  /** Where in that job it was seen to fail last, and by which tool; absent in entries of before they were kept. */
  readonly workflow?: string;
  readonly step?: string;
  readonly tool?: string;
  readonly status: FlakeStatus;
  readonly sinceMs: number;
  /** "failed and passed on abc1234". */
  readonly because: string;
  /** In the order of time, at most MAX_OBSERVATIONS. */
  readonly seen: readonly Observation[];
  /** Commits that both passed and failed, ever. */
  readonly flips: number;
  /** Failures on branches of tasks: shown and counted, but they never change the status. */
  readonly elsewhere: readonly Sighting[];
};
export type Sighting = { readonly fine: string; readonly branch: string; readonly atMs: number };

const MAX_OBSERVATIONS = 40;
const MAX_SIGHTINGS = 20;
const DAY_MS = 24 * 3_600_000;
/** What is older says little about a test of today. */
export const MEMORY_MS = 14 * DAY_MS;
/** On the default branch, one after the other and on different commits: not chance any more. */
const BROKEN_AFTER = 3;
/** Leaving a bad name takes more than earning it. */
const HEALTHY_AFTER = 20;
const MAX_KEY_CHARS = 400;

export const testKey = ({ testId, file, message }: FailureNote): string =>
  [file, testId ?? message]
    .filter((part) => part !== undefined)
    .join(' › ')
    .slice(0, MAX_KEY_CHARS);

/** A test, and where it runs. */
export type TestPlace = Pick<FlakeEntry, 'test' | 'job' | 'workflow' | 'step' | 'tool'>;
export const testPlace = (failure: FailureNote): TestPlace => ({
  test: testKey(failure),
  job: failure.job,
  tool: failure.tool,
  ...(failure.step === undefined ? {} : { step: failure.step }),
});

const blank = (place: TestPlace, atMs: number): FlakeEntry => ({
  ...place,
  status: 'healthy',
  sinceMs: atMs,
  because: 'seen too seldom to say',
  seen: [],
  flips: 0,
  elsewhere: [],
});

/** The same observation twice teaches nothing new. */
export function learn(entry: FlakeEntry | undefined, place: TestPlace, observation: Observation): FlakeEntry {
  const before = entry ?? blank(place, observation.atMs);
  const isKnown = before.seen.some(
    (each) =>
      each.sha === observation.sha && each.outcome === observation.outcome && each.on === observation.on,
  );
  if (isKnown) return before;
  const isFlip = before.seen.some(
    (each) => each.sha === observation.sha && each.outcome !== observation.outcome,
  );
  const seen = [...before.seen, observation].sort((a, b) => a.atMs - b.atMs).slice(-MAX_OBSERVATIONS);
  const known = { ...before, ...place, seen, flips: before.flips + (isFlip ? 1 : 0) };
  const { status, because } = judged(known, observation, isFlip);
  return { ...known, status, because, sinceMs: status === before.status ? before.sinceMs : observation.atMs };
}

export const sighted = (entry: FlakeEntry | undefined, place: TestPlace, sighting: Sighting): FlakeEntry => {
  const before = entry ?? blank(place, sighting.atMs);
  const others = before.elsewhere.filter(
    ({ fine, branch }) => fine !== sighting.fine || branch !== sighting.branch,
  );
  return { ...before, elsewhere: [...others, sighting].slice(-MAX_SIGHTINGS) };
};

/** Broken before flaky before healthy; and back again only on better evidence than what led there. */
function judged(
  entry: FlakeEntry,
  last: Observation,
  isFlip: boolean,
): Pick<FlakeEntry, 'status' | 'because'> {
  const branch = entry.seen.filter(({ on }) => on === 'default_branch');
  const failing = trailing(branch, 'failed');
  if (failing >= BROKEN_AFTER)
    return { status: 'broken', because: `failed on the last ${failing} commits of the default branch` };
  if (isFlip) return { status: 'flaky', because: `failed and passed on ${shortSha(last.sha)}` };
  const turns = turnsWithin(branch, last.atMs - MEMORY_MS);
  if (turns >= 2)
    return {
      status: 'flaky',
      because: `changed between passing and failing ${plural(turns, 'time')} on the default branch within 14 days`,
    };
  if (entry.status === 'broken') return branch.at(-1)?.outcome === 'passed' ? afterBroken(entry) : entry;
  if (entry.status === 'flaky')
    return isHealed(entry, last)
      ? { status: 'healthy', because: `passed ${HEALTHY_AFTER} times since it last failed` }
      : entry;
  return {
    status: 'healthy',
    because:
      branch.at(-1)?.outcome === 'failed'
        ? `failed ${plural(failing, 'time')} on the default branch`
        : 'passed where it was seen last',
  };
}

const afterBroken = ({ flips }: FlakeEntry): Pick<FlakeEntry, 'status' | 'because'> =>
  flips > 0
    ? { status: 'flaky', because: `no longer broken, but ${plural(flips, 'commit')} both passed and failed` }
    : { status: 'healthy', because: 'passed again on the default branch' };

function isHealed({ seen }: FlakeEntry, last: Observation): boolean {
  const failedAtMs = seen.findLast(({ outcome }) => outcome === 'failed')?.atMs ?? 0;
  return trailing(seen, 'passed') >= HEALTHY_AFTER && last.atMs - failedAtMs >= MEMORY_MS;
}

/** Different commits at the end that all ended so. */
function trailing(seen: readonly Observation[], outcome: Observation['outcome']): number {
  const from = seen.findLastIndex((each) => each.outcome !== outcome) + 1;
  return new Set(seen.slice(from).map(({ sha }) => sha)).size;
}

function turnsWithin(seen: readonly Observation[], sinceMs: number): number {
  const recent = seen.filter(({ atMs }) => atMs >= sinceMs);
  return recent.filter((each, index) => index > 0 && recent[index - 1]?.outcome !== each.outcome).length;
}

/** What nobody has seen for so long is forgotten: tests are renamed and deleted, and nothing tells. */
export const FORGOTTEN_AFTER_MS = 90 * DAY_MS;
/** Of one repository. Beyond it, what was seen longest ago is forgotten sooner. */
export const MAX_ENTRIES = 5_000;

export const lastSeenMs = ({ seen, elsewhere, sinceMs }: FlakeEntry): number =>
  Math.max(sinceMs, ...seen.map(({ atMs }) => atMs), ...elsewhere.map(({ atMs }) => atMs));

/** As evidence for one task: what its own branch contributed is not held against others, nor for itself. */
export const knownTest = (entry: FlakeEntry, branch: string, nowMs: number): KnownTest => {
  const others = entry.elsewhere.filter((each) => each.branch !== branch && nowMs - each.atMs <= MEMORY_MS);
  const prints = [...new Set(others.map(({ fine }) => fine))];
  return {
    test: entry.test,
    status: entry.status,
    because: entry.because,
    elsewhere: prints.map((fine) => ({
      fine,
      branches: new Set(others.filter((each) => each.fine === fine).map((each) => each.branch)).size,
    })),
  };
};
