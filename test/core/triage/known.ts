// Small builders for what triage is given: only what a test names differs from "nothing is known".
import type { FailureNote } from '#core/signals/failure-signal.ts';
import { fingerprintOf } from '#core/signals/fingerprint.ts';
import type { BaseRun } from '#core/triage/evidence.ts';
import type { CiRun } from '#core/triage/seen-before.ts';
import { type TriageInput, triageOf } from '#core/triage/triage.ts';
import { commit } from '../support/samples.ts';

export function note(over: Partial<FailureNote> = {}): FailureNote {
  const plain = {
    kind: 'test' as const,
    tool: 'vitest',
    job: 'test',
    testId: 'settles in order',
    file: 'test/settle.test.ts',
    severity: 'error' as const,
    message: 'AssertionError: expected 2 to be 1',
    confidence: 'parsed' as const,
    origin: 'vitest',
    ...over,
  };
  return { ...plain, fingerprint: fingerprintOf(plain) };
}

/** `undefined` takes a field away. */
export const without = (failure: FailureNote, ...names: (keyof FailureNote)[]): FailureNote =>
  Object.fromEntries(
    Object.entries(failure).filter(([name]) => !names.includes(name as keyof FailureNote)),
  ) as FailureNote;

/** A run in which these failed, and every other test of the job passed. */
export const whole = (...failures: FailureNote[]): CiRun => ({ failures, whole: ['test'] });

export const judge = (failures: readonly FailureNote[], known: Partial<TriageInput> = {}) =>
  triageOf({
    failures,
    jobs: [{ job: 'test', failedStep: 'Run npm test', hasLog: true, signs: [] }],
    base: null,
    flakes: [],
    mentions: [],
    earlierRuns: [],
    changed: [],
    subject: 'change',
    ...known,
  });

export const baseRun = (over: Partial<BaseRun> = {}): BaseRun => ({
  job: 'test',
  sha: commit(0xba5e),
  at: 'base',
  outcome: 'failed',
  prints: [],
  ...over,
});
export const onMain = (...runs: BaseRun[]): Partial<TriageInput> => ({ base: { branch: 'main', runs } });
