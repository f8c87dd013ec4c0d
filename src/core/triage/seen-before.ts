// Was it seen before: on this very commit, in the flake table, on other branches? And do all failures tell one cause?
import { plural } from '../messages/words.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { maskVolatile } from '../signals/fingerprint.ts';
import { testKey } from './flakes.ts';
import { hasAssertion } from './infrastructure.ts';
import { signsIn } from './signs.ts';
import type { Suspicion, TriageInput } from './triage.ts';

/** One commit, both outcomes: nothing that was changed can explain that. */
export function passedOnThisCommit(
  failure: FailureNote,
  { earlierRuns }: TriageInput,
): Suspicion | undefined {
  const { attempts } = failure;
  if (attempts !== undefined && attempts.passed > 0 && attempts.failed > 0)
    return {
      likely: 'flaky',
      because: [
        `it failed in ${attempts.failed} of ${plural(attempts.failed + attempts.passed, 'run')} on this commit`,
      ],
    };
  const hasPassed =
    failure.testId !== undefined && earlierRuns.some((run) => testsThatPassed([failure], run).length > 0);
  return hasPassed ? { likely: 'flaky', because: ['it passed in an earlier run on this commit'] } : undefined;
}

/**
 * Of `tests`, those that an earlier or later run of the same commit passed: their job failed in it for other tests only, so that they ran.
 * A job that broke off says nothing of the tests that it did not come to.
 */
export function testsThatPassed(
  tests: readonly FailureNote[],
  run: readonly FailureNote[],
): readonly FailureNote[] {
  return tests.filter((test) => {
    const sameJob = run.filter(({ job }) => job === test.job);
    const isWhole = sameJob.length > 0 && sameJob.every(({ kind }) => kind === 'test');
    return isWhole && sameJob.every((other) => other.fingerprint.coarse !== test.fingerprint.coarse);
  });
}

/** Failing twice in the same way on one commit is no chance; whose it is, it does not say. */
export function repeated(failure: FailureNote, { earlierRuns }: TriageInput): Suspicion | undefined {
  return hasFailedBefore(failure, earlierRuns)
    ? { likely: 'unknown', because: ['it failed again in the same way when it was run again'] }
    : undefined;
}

const hasFailedBefore = (failure: FailureNote, runs: TriageInput['earlierRuns']): boolean =>
  runs.some((run) => run.some(({ fingerprint }) => fingerprint.fine === failure.fingerprint.fine));

/** Fewer that agree may be chance: flaky tests fail in clusters too. */
const MANY = 5;

/** Many failures and one message: told once, and judged as one. */
export function oneCause(failure: FailureNote, { failures }: TriageInput): Suspicion | undefined {
  const tests = failures.filter(({ kind }) => kind === 'test');
  if (failure.kind !== 'test' || tests.length < MANY) return undefined;
  const roots = new Set(
    tests.map(({ message }) => maskVolatile(message.split('\n').find((line) => line.trim() !== '') ?? '')),
  );
  if (roots.size > 1 || roots.has('')) return undefined;
  const sign = signsIn(failure.message).find(({ tier }) => tier === 'hard');
  const same = `all ${plural(tests.length, 'failing test')} say the same`;
  return sign !== undefined && !tests.some(hasAssertion)
    ? { likely: 'infra', because: [`${same}: ${sign.what}`] }
    : { likely: 'change', because: [`${same}: one cause`] };
}

/** Failing on as many other branches cannot come from this one. */
const BRANCHES = 2;

export function known(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  const entry = input.flakes.find(({ test }) => test === testKey(failure));
  if (entry === undefined || hasFailedBefore(failure, input.earlierRuns)) return undefined;
  if (entry.status === 'broken' && !passesOnNewestBase(failure, input))
    return { likely: 'base', because: [`it is known to be broken: ${entry.because}`] };
  if (entry.status === 'flaky')
    return { likely: 'flaky', because: [`it is known to be flaky: ${entry.because}`] };
  const branches = entry.elsewhere.find(({ fine }) => fine === failure.fingerprint.fine)?.branches ?? 0;
  return branches >= BRANCHES
    ? {
        likely: 'flaky',
        because: [
          `it failed in the same way on ${plural(branches, 'other branch', 'other branches')} within 14 days`,
        ],
      }
    : undefined;
}

const passesOnNewestBase = ({ job }: FailureNote, { base }: TriageInput): boolean =>
  base?.runs.some((run) => run.job === job && run.at === 'newest' && run.outcome === 'passed') ?? false;
