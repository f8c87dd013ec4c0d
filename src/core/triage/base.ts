// Does it fail without the change as well? Equal fine prints on the base branch say so.
import { oneLine, shortSha } from '../messages/words.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { BaseEvidence, BaseRun } from './evidence.ts';
import type { Suspicion, TriageInput } from './triage.ts';

export function fromBase(failure: FailureNote, { base }: TriageInput): Suspicion | undefined {
  if (base === null) return undefined;
  const fails = base.runs.filter(({ prints }) => prints.includes(failure.fingerprint.fine));
  const there = fails.find(({ at }) => at === 'base') ?? fails[0];
  if (there === undefined) return undefined;
  return {
    likely: 'base',
    because: [`it fails on ${placeOf(base, there)} as well${sinceThen(base, failure, there)}`],
  };
}

export const placeOf = ({ branch }: BaseEvidence, { sha }: Pick<BaseRun, 'sha'>): string =>
  `${oneLine(branch, 60)} at ${shortSha(sha)}`;

/** Broken after the task began, or mended since: what to do about it differs. */
function sinceThen(base: BaseEvidence, failure: FailureNote, there: BaseRun): string {
  const of = (at: BaseRun['at']) => base.runs.find((run) => run.at === at && run.job === failure.job);
  const [start, newest] = [of('base'), of('newest')];
  if (there.at === 'newest' && start?.outcome === 'passed')
    return `, where it broke after the task began at ${shortSha(start.sha)}`;
  if (there.at === 'base' && newest?.outcome === 'passed' && newest.sha !== there.sha)
    return `, where it has been mended since at ${shortSha(newest.sha)}`;
  return '';
}
