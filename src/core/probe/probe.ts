// A probe: the failing tests by themselves, in the sandbox, on the commit that CI called red and on the commit that the task began from. Data and what it says.
import type { Sha } from '../ids.ts';
import type { Policy } from '../policy.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { TriageOfFailure } from '../triage/triage.ts';
import { probeCommand } from './commands.ts';

/** One command, and the failures that it is to show, by their fine prints. */
export type ProbeRun = { readonly command: readonly string[]; readonly fines: readonly string[] };

/** `unclear`: the command did not come to the test, or its output does not tell. `other`: the test fails, and not in the way of CI. */
export type ProbeResult = 'passed' | 'failed' | 'other' | 'unclear';

/** What came of one failure. `base` is asked only where the head failed. */
export type Probed = {
  readonly fine: string;
  readonly head: ProbeResult;
  readonly base: ProbeResult | 'not_asked';
  readonly headSha: Sha;
  readonly baseSha: Sha;
};

/** A probe answers in minutes or not at all. */
const MAX_RUNS = 3;

/** Nothing where none of the failures in doubt can be run by itself. */
export function probePlan(
  failures: readonly FailureNote[],
  triage: readonly TriageOfFailure[],
  policy: Policy,
): readonly ProbeRun[] {
  if (policy.probe?.enabled !== true) return [];
  const inDoubt = new Set(triage.filter(({ likely }) => likely === 'unknown').map(({ fine }) => fine));
  const runs = new Map<string, ProbeRun>();
  for (const failure of failures.filter(({ fingerprint }) => inDoubt.has(fingerprint.fine))) {
    const command = probeCommand(failure, policy);
    if (command === undefined) continue;
    const key = JSON.stringify(command);
    const { fines } = runs.get(key) ?? { fines: [] };
    runs.set(key, { command, fines: [...fines, failure.fingerprint.fine] });
  }
  return [...runs.values()].slice(0, MAX_RUNS);
}

/** Tools end well where no test was chosen: that is no pass. One of several parts of a build may have none. */
const NOTHING_RAN =
  /\bno tests? (?:to run|found|ran|were run|matched|files found|executed)\b|\brunning 0 tests\b|\b0 (?:tests|examples|passing|passed)\b|^(?:ℹ|#) tests 0$|\bTests:? {1,8}0 total\b|\bcollected 0 items\b/im;
const SOMETHING_RAN =
  /\brunning [1-9]\d{0,6} tests?\b|\b[1-9]\d{0,6} (?:tests?|examples?|passing|passed)\b|^(?:ℹ|#) tests [1-9]|^\s{0,8}--- PASS: /im;

export type ProbeOutput = {
  readonly exitCode: number | null;
  readonly text: string;
  /** What was read in it. */
  readonly failures: readonly FailureNote[];
};

/** Whether one failure of CI is in what its command printed. */
export function resultOf(failure: FailureNote, { exitCode, text, failures }: ProbeOutput): ProbeResult {
  const same = failures.filter(
    ({ testId, fingerprint }) =>
      fingerprint.coarse === failure.fingerprint.coarse ||
      (testId !== undefined && testId === failure.testId),
  );
  if (same.some(({ fingerprint }) => fingerprint.fine === failure.fingerprint.fine)) return 'failed';
  if (same.length > 0) return 'other';
  const hasRun = SOMETHING_RAN.test(text) || !NOTHING_RAN.test(text);
  return exitCode === 0 && hasRun ? 'passed' : 'unclear';
}
