// Logs of failed jobs -> each distinct failure once. Pure; the caller has taken secrets out of the text.
import { type FailureSignal, MAX_SIGNALS } from './failure-signal.ts';
import { byPhase, groupSame, shownOf, signalOf } from './grouping.ts';
import type { JobFinding } from './job-finding.ts';
import { placedIn } from './placed.ts';
import { type JobText, readJob } from './read-job.ts';
import type { Tree } from './tree.ts';

export type SignalInput = {
  /** Text as the forge serves it: times and runner marks may be in it. Each at most a few megabytes. */
  readonly jobs: readonly JobText[];
  readonly tree?: Tree;
};

/** At most MAX_SIGNALS, in the order of jobs and logs, what stopped everything else first. */
export function signalsOf(input: SignalInput): FailureSignal[] {
  return signalsFrom(input.jobs.flatMap(readJob), input.tree).slice(0, MAX_SIGNALS);
}

/** Each distinct failure once, whoever found it. */
export const signalsFrom = (findings: readonly JobFinding[], tree?: Tree): readonly FailureSignal[] =>
  firstSignals(findings, tree, Number.POSITIVE_INFINITY).signals;

/** The first of them, and how many there are: of ten thousand, only those that are shown are made up. */
export function firstSignals(
  findings: readonly JobFinding[],
  tree: Tree | undefined,
  max: number,
): { readonly signals: readonly FailureSignal[]; readonly found: number } {
  const groups = groupSame(findings.map((finding) => placedIn(finding, tree)));
  const first = groups
    .map((group) => ({ group, kind: shownOf(group).kind }))
    .sort(byPhase)
    .slice(0, max);
  return { signals: first.map(({ group }) => signalOf(group)), found: groups.length };
}
