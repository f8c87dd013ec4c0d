// What a run of the failing test by itself says: with the change, and where that failed, without it.
import { shortSha } from '../messages/words.ts';
import type { Probed } from '../probe/probe.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import { placeOf } from './base.ts';
import type { Suspicion, TriageInput } from './triage.ts';

/** Only what was seen with and without the change says whose it is. */
export function probed(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  const result = input.probes?.find(({ fine }) => fine === failure.fingerprint.fine);
  if (result === undefined) return undefined;
  const base = input.base === null ? shortSha(result.baseSha) : placeOf(input.base, { sha: result.baseSha });
  return failed(result.head) ? withTheChange(failure, input, result, base) : withoutFailure(result);
}

const failed = (result: Probed['base']): boolean => result === 'failed' || result === 'other';

function withTheChange(
  failure: FailureNote,
  { base: inCi }: TriageInput,
  { head, base, headSha }: Probed,
  where: string,
): Suspicion {
  if (base === 'passed')
    return {
      likely: 'change',
      because: [`by itself in the sandbox it fails at ${shortSha(headSha)} and passes on ${where}`],
    };
  // What fails there in the same words as in CI is no matter of the sandbox, unless CI passed without the change.
  const passedInCi = inCi?.runs.some(
    ({ job, at, outcome }) => job === failure.job && at === 'base' && outcome === 'passed',
  );
  if (head === 'failed' && base === 'failed' && passedInCi !== true)
    return { likely: 'base', because: [`by itself in the sandbox it fails on ${where} as well`] };
  return {
    likely: 'unknown',
    because: [
      failed(base)
        ? `in the sandbox it fails with and without the change, which may be the sandbox's doing`
        : 'in the sandbox it fails as well, and the base could not be asked there',
    ],
  };
}

const withoutFailure = ({ head, headSha }: Probed): Suspicion | undefined =>
  head === 'passed'
    ? {
        likely: 'unknown',
        because: [
          `by itself in the sandbox it passes at ${shortSha(headSha)}: flaky, or a matter of CI alone`,
        ],
      }
    : undefined;
