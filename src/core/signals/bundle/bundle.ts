// All failed checks of a commit, read as far as they could be -> what failed, the lines to show of it, and how complete that is.
import { type FailureSignal, MAX_SIGNALS } from '../failure-signal.ts';
import { byPhase, groupSame, shownOf, signalOf } from '../grouping.ts';
import type { JobFinding } from '../job-finding.ts';
import { placedIn } from '../placed.ts';
import type { Tree } from '../tree.ts';
import { type FailedCheck, isRead, type JobTime, type RunReport } from './checks.ts';
import type { Seen } from './completeness.ts';
import { type EvidenceSpan, evidenceFor, type Told } from './evidence-spans.ts';
import { findingsOf, type OfCheck } from './of-check.ts';
import { type Beside, seenOf } from './seen-of.ts';
import { unexplained } from './unexplained.ts';
import { jobOfReport } from './whose-report.ts';

export type Bundle = {
  readonly failures: readonly FailureSignal[];
  /** Of checks that decide nothing: named beside, not to be mended. */
  readonly optional: readonly FailureSignal[];
  readonly evidence: readonly EvidenceSpan[];
  readonly seen: Seen;
};

export type BundleInput = {
  readonly checks: readonly FailedCheck[];
  readonly jobs: readonly JobTime[];
  readonly reports: readonly RunReport[];
  readonly tree?: Tree | undefined;
  readonly beside: Beside;
};

const MAX_OPTIONAL = 10;

export function bundleOf(input: BundleInput): Bundle {
  const { checks, tree, beside } = input;
  const owned = reportsByJob(input);
  const read = checks.map((check) => ({
    check,
    of: findingsOf(check, owned.byJob.get(check.jobId ?? -1) ?? []),
  }));
  const told = (isOptional: boolean) =>
    grouped(
      read
        .filter(({ check }) => check.isOptional === isOptional)
        .flatMap(({ check, of }) => (of.findings.length > 0 ? of.findings : [unexplained(check)])),
      tree,
    );
  const all = told(false);
  const shown = withEachJob(all, MAX_SIGNALS);
  const prints = new Set(all.map(({ signal }) => signal.fingerprint.fine));
  const optional = told(true).filter(({ signal }) => !prints.has(signal.fingerprint.fine));
  const evidence = evidenceFor(
    shown,
    checks.filter(({ isOptional }) => !isOptional),
  );
  const contradictions = [...read.flatMap(({ of }) => of.contradictions), ...owned.contradictions];
  return {
    failures: shown.map(({ signal }) => signal),
    optional: optional.slice(0, MAX_OPTIONAL).map(({ signal }) => signal),
    evidence: evidence.spans,
    seen: seenOf({
      checks,
      reports: input.reports,
      beside,
      contradictions: [...contradictions, ...checks.flatMap(saysPassed(read))],
      found: all.length,
      shown: shown.length,
      evidence,
    }),
  };
}

function grouped(findings: readonly JobFinding[], tree: Tree | undefined): readonly Told[] {
  return groupSame(findings.map((finding) => placedIn(finding, tree)))
    .map((group) => ({ signal: signalOf(group), finding: shownOf(group) }))
    .toSorted((a, b) => byPhase(a.signal, b.signal));
}

/** Where there is no room for all, one failure of each job comes first: none vanishes behind the many of another. */
function withEachJob(all: readonly Told[], max: number): readonly Told[] {
  if (all.length <= max) return all;
  const first = new Map<string, Told>();
  for (const told of all) if (!first.has(told.signal.job)) first.set(told.signal.job, told);
  const kept = new Set([...new Set([...first.values(), ...all])].slice(0, max));
  return all.filter((told) => kept.has(told));
}

/** Reports of jobs that passed fail nothing: the verdict is CI's, and that they say otherwise is told. */
function reportsByJob({ checks, jobs, reports }: BundleInput) {
  const byJob = new Map<number, RunReport[]>();
  const contradictions: string[] = [];
  const failed = new Set(checks.map(({ jobId }) => jobId));
  for (const report of reports.filter(({ isReport }) => isReport)) {
    const job = jobOfReport(report, jobs);
    if (job === undefined) continue;
    const { length } = report.report.findings;
    if (failed.has(job.jobId)) byJob.set(job.jobId, [...(byJob.get(job.jobId) ?? []), report]);
    else if (length > 0 && !job.hasFailed)
      contradictions.push(
        `${report.name} tells ${length} ${length === 1 ? 'failure' : 'failures'} in ${job.job}, which CI says has passed`,
      );
  }
  return { byJob, contradictions };
}

/** The log says that all is well, and CI that the job failed. */
const saysPassed =
  (read: readonly { readonly check: FailedCheck; readonly of: OfCheck }[]) =>
  (check: FailedCheck): readonly string[] => {
    const { reading, name } = check;
    if (!isRead(reading)) return [];
    const isGuess = read
      .find((each) => each.check === check)
      ?.of.findings.every(({ confidence }) => confidence === 'guessed');
    const hasPassed = reading.end === 'passed' || (reading.end === 'unknown' && reading.ended === 'passed');
    return hasPassed && isGuess === true
      ? [`the log of ${name} says that all passed, and CI that it failed`]
      : [];
  };
