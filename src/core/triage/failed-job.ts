// What the forge's answer and a failed job's output tell beside its failures, as evidence for triage.
import { isRunnerStep } from '../ci/runner-step.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { VersionChange } from '../signals/versions/changed-versions.ts';
import type { FailedJob } from './evidence.ts';
import { mergedIn } from './merged.ts';
import { signsAtTheEnd } from './signs.ts';
import { testCountsIn } from './test-counts.ts';
import { isWhole } from './whole.ts';

export type FailedJobLog = {
  readonly job: string;
  readonly failedStep: string | null;
  /** Names of all its steps, where the forge told them. */
  readonly steps?: readonly string[] | undefined;
  /** Without times and secrets; the runner's marks may stand in it. */
  readonly text: string;
  readonly truncated: boolean;
  readonly changedVersions?: readonly VersionChange[];
};

/** `failures`: of all jobs of the run, as they are told to the task. */
export function failedJobOf(log: FailedJobLog, failures: readonly FailureNote[]): FailedJob {
  const { job, failedStep, steps, text, changedVersions = [] } = log;
  const tests = testCountsIn(text);
  const merged = mergedIn(text);
  return {
    job,
    failedStep,
    isRunnerStep: failedStep !== null && isRunnerStep(failedStep, steps),
    hasLog: text.trim() !== '',
    signs: signsAtTheEnd(text),
    isWhole: isWhole(job, log, failures),
    ...(tests === undefined ? {} : { tests }),
    ...(changedVersions.length === 0 ? {} : { changedVersions }),
    ...(merged === undefined ? {} : { merged }),
  };
}
