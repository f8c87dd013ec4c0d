// Neither the change nor the base is broken, and both together are: the forge tests a merge with a base that has moved on.
import { shortSha } from '../messages/words.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { placeOf } from './base.ts';
import { hasFailedBefore } from './seen-before.ts';
import type { Suspicion, TriageInput } from './triage.ts';

/** Sure only where the test was seen to pass without the merge; else it is a clause beside a guess. */
export function brokenByMerge(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  const { jobs, base, baseSha, earlierRuns, probes = [] } = input;
  const merged = jobs.find(({ job }) => job === failure.job)?.merged;
  const newest = base?.runs.find(({ job, at }) => job === failure.job && at === 'newest');
  if (merged === undefined || baseSha === undefined || merged.into === baseSha || base === null)
    return undefined;
  if (newest?.outcome !== 'passed' || !hasFailedBefore(failure, earlierRuns)) return undefined;
  const passesAlone = probes.some(({ fine, head }) => fine === failure.fingerprint.fine && head === 'passed');
  if (passesAlone)
    return {
      likely: 'merge',
      because: [
        `it passes at ${shortSha(merged.head)} and on ${placeOf(base, newest)}, and fails where CI merges the two`,
      ],
    };
  return {
    likely: 'unknown',
    because: [
      `CI tests a merge with ${placeOf(base, { sha: merged.into })}, and the task began before that: the two may break each other`,
    ],
  };
}
