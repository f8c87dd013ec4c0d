// Was it seen before: on this very commit, in the flake table, on other branches? And do all failures tell one cause?
import { plural } from '../messages/words.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { maskVolatile } from '../signals/fingerprint.ts';
import { testKey } from './flakes.ts';
import { inTheChange } from './in-the-change.ts';
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

/** One run of CI on a commit: what failed, and the jobs of which every other test is known to have run and passed. */
export type CiRun = { readonly failures: readonly FailureNote[]; readonly whole: readonly string[] };

/**
 * Of `tests`, those that an earlier or later run of the same commit passed: their job passed in it, or failed in the same
 * step for other tests only. Not to be named among the failed is no pass where the list may have a hole.
 */
export function testsThatPassed(tests: readonly FailureNote[], run: CiRun): readonly FailureNote[] {
  return tests.filter((test) => {
    if (!run.whole.includes(test.job)) return false;
    const sameJob = run.failures.filter(({ job }) => job === test.job);
    const cameToIt =
      sameJob.length === 0 || sameJob.some(({ step, tool }) => step === test.step && tool === test.tool);
    return cameToIt && sameJob.every((other) => other.fingerprint.coarse !== test.fingerprint.coarse);
  });
}

/** Failing twice in the same way on one commit is no chance; whose it is, it does not say. */
export function repeated(failure: FailureNote, { earlierRuns }: TriageInput): Suspicion | undefined {
  return hasFailedBefore(failure, earlierRuns)
    ? { likely: 'unknown', because: ['it failed again in the same way when it was run again'] }
    : undefined;
}

export const hasFailedBefore = (failure: FailureNote, runs: TriageInput['earlierRuns']): boolean =>
  runs.some((run) => run.failures.some(({ fingerprint }) => fingerprint.fine === failure.fingerprint.fine));

/** Fewer that agree, or fail together, may be chance: flaky tests fail in clusters too. */
const MANY = 5;
/** So many of all tests do not break one by one. */
const NEARLY_ALL = 0.8;

/** Many failures and one message, or nearly every test there is: told once, and judged as one. */
export function oneCause(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  if (failure.kind !== 'test') return undefined;
  const all = input.failures.filter(({ kind }) => kind === 'test');
  const same = shareOneMessage(all) ? all : undefined;
  const words =
    same === undefined
      ? nearlyAllFail(failure, input)
      : `all ${plural(same.length, 'failing test')} say the same`;
  if (words === undefined) return undefined;
  const sign = signsIn(failure.message).find(({ tier }) => tier === 'hard');
  const isTheirs = same?.some((test) => hasAssertion(test) || inTheChange(test, input) !== undefined) ?? true;
  return sign !== undefined && !isTheirs
    ? { likely: 'infra', because: [`${words}: ${sign.what}`] }
    : { likely: 'change', because: [`${words}: one cause`] };
}

function shareOneMessage(tests: readonly FailureNote[]): boolean {
  const roots = new Set(
    tests.map(({ message }) => maskVolatile(message.split('\n').find((line) => line.trim() !== '') ?? '')),
  );
  return tests.length >= MANY && roots.size === 1 && !roots.has('');
}

function nearlyAllFail({ job }: FailureNote, { jobs }: TriageInput): string | undefined {
  const tests = jobs.find((each) => each.job === job)?.tests;
  if (tests === undefined || tests.failed < MANY || tests.failed < tests.total * NEARLY_ALL) return undefined;
  return `${tests.failed} of ${plural(tests.total, 'test')} fail`;
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
