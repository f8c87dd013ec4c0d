// Whose failure it looks like from a log alone: without the forge, the base or the past, so most answers stay guesses and say so.
import type { FailureNote } from '../signals/failure-signal.ts';
import type { VersionChange } from '../signals/versions/changed-versions.ts';
import { NO_EVIDENCE } from './evidence.ts';
import { hasAssertion } from './infrastructure.ts';
import { signsAtTheEnd } from './signs.ts';
import { type Suspicion, triageOf } from './triage.ts';

/**
 * `failures` as read from one log; `output` is what its failed steps printed, secrets taken out, and may be left empty.
 * A test whose own assertion failed is the change's, as far as a log can tell: nothing in it speaks for anybody else.
 */
export function triageOfLog(
  failures: readonly FailureNote[],
  output = '',
  changedVersions: readonly VersionChange[] = [],
): Suspicion {
  const signs = signsAtTheEnd(output.slice(-MAX_OUTPUT_CHARS));
  const jobs = [...new Set(failures.map(({ job }) => job))].map((job) => ({
    job,
    // A log that can be read was written by a step.
    failedStep: 'unknown',
    hasLog: true,
    signs,
    changedVersions,
  }));
  const { likely, because } = triageOf({
    ...NO_EVIDENCE,
    jobs,
    failures,
    earlierRuns: [],
    changed: null,
    subject: 'change',
  });
  if (likely !== 'unknown' || failures.length === 0 || !failures.some(hasAssertion))
    return { likely, because };
  return {
    likely: 'change',
    because: ["a test's own assertion failed, and nothing in the log speaks for another cause"],
  };
}
const MAX_OUTPUT_CHARS = 2_000_000;
