// What follows from whose a red commit's failures are: the next attempt, the same commit again, or a person who is told why no attempt is spent.

import type { CiReport } from '../ci/report.ts';
import type { EffectWish } from '../effects.ts';
import { suspicionWords } from '../messages/triage-words.ts';
import type { FailureNote } from '../signals/failure-signal.ts';
import type { Attempt } from '../task/attempt.ts';
import type { CollectedFailures, NeedsHumanCode } from '../task/state.ts';
import { attemptNo, type Task } from '../task/task.ts';
import { NO_EVIDENCE } from '../triage/evidence.ts';
import { isRerunKind } from '../triage/reruns.ts';
import { type CiRun, testsThatPassed } from '../triage/seen-before.ts';
import { changedPaths, subjectOf } from '../triage/subject.ts';
import { type Likely, type Triage, triageOf } from '../triage/triage.ts';
import { beginProbe } from './begin-probe.ts';
import { confirmedAt } from './confirm.ts';
import { judgedRed } from './judged.ts';
import { artifactsWith, changed, type Outcome, withAttempt } from './outcome.ts';
import { notAgain, runAgain } from './rerun.ts';
import { needsHuman } from './rest.ts';

type Awaiting = Extract<Task['state'], { name: 'awaiting_ci' }>;

export function triagedRed(task: Task, state: Awaiting, event: CollectedFailures, atMs: number): Outcome {
  const attempt = attemptNo(task, state.attempt);
  const earlierRuns = [
    ...(attempt?.reruns ?? []).map(({ failures, whole = [] }) => ({ failures, whole })),
    ...greenRuns(attempt, state.headSha, event.failures),
  ];
  const run = { failures: event.failures, whole: wholeJobs(event, attempt?.ci) };
  const triage = triageOf({
    ...(event.evidence ?? NO_EVIDENCE),
    failures: event.failures,
    earlierRuns,
    changed: changedPaths(task),
    subject: subjectOf(task),
    baseSha: task.baseSha ?? undefined,
    probes: attempt?.probed,
  });
  const known = { ...task, attempts: withAttempt(task, state.attempt, { triage, ...besides(event) }) };
  const flips = rememberFlips(
    state.headSha,
    earlierRuns.flatMap((earlier) => [
      ...testsThatPassed(earlier.failures, run),
      ...testsThatPassed(event.failures, earlier),
    ]),
  );
  const next = followUp(known, state, { collected: event, triage, whole: run.whole, atMs });
  return next.kind === 'ignored' ? next : { ...next, effects: [...flips, ...next.effects] };
}

/** CI as a whole has passed this commit before it was asked again to confirm that: so has every job that failed now. */
function greenRuns(
  attempt: Attempt | undefined,
  headSha: Awaiting['headSha'],
  failures: readonly FailureNote[],
): readonly CiRun[] {
  const isConfirming = confirmedAt(attempt, headSha) !== undefined;
  return isConfirming ? [{ failures: [], whole: [...new Set(failures.map(({ job }) => job))] }] : [];
}

/** Jobs of which all tests have run: those that say so, and those that passed and have no namesake that did not. */
function wholeJobs({ evidence }: CollectedFailures, report: CiReport | undefined): readonly string[] {
  const passed = (report?.checks ?? []).filter(({ outcome }) => outcome === 'passed').map(({ name }) => name);
  const others = new Set(
    report?.checks.filter(({ outcome }) => outcome !== 'passed').map(({ name }) => name) ?? [],
  );
  const said = (evidence?.jobs ?? []).filter(({ isWhole }) => isWhole === true).map(({ job }) => job);
  return [...new Set([...said, ...passed.filter((name) => !others.has(name))])];
}

/** Of this run of CI alone: what an earlier one left out says nothing of it. */
const besides = ({ seen, optional = [] }: CollectedFailures): Partial<Attempt> =>
  seen === undefined ? {} : { seen, optional };

type Judged = {
  readonly collected: CollectedFailures;
  readonly triage: Triage;
  readonly whole: readonly string[];
  readonly atMs: number;
};

/** The cheapest first: a look in the sandbox, the same commit again, the next attempt. */
function followUp(task: Task, state: Awaiting, judged: Judged): Outcome {
  const { collected, triage, whole, atMs } = judged;
  const attempt = attemptNo(task, state.attempt);
  const probing = beginProbe(task, state, collected, triage);
  if (probing !== undefined) return probing;
  const { failures } = collected;
  const because = suspicionWords(failures, triage, [triage.likely]) || (triage.because[0] ?? '');
  if (isRerunKind(triage.likely) && attempt?.ci !== undefined) {
    const why = { kind: triage.likely, because, failures, whole };
    const again = runAgain(task, state, attempt.ci, why, atMs);
    if (again !== undefined) return again;
  }
  const code = HANDED_OVER[triage.likely];
  if (code === undefined) return judgedRed(task, state.attempt, state.headSha, collected, atMs);
  const artifacts = artifactsWith(attempt, collected.artifacts);
  const detail = isRerunKind(triage.likely) ? notAgain(task, because) : because;
  return changed(
    code,
    {
      attempts: withAttempt(task, state.attempt, { failures, artifacts }),
      state: needsHuman(task, { code, detail }, atMs),
    },
    [],
    { detail: because },
  );
}

/** Nothing that an agent could mend in this change. */
const HANDED_OVER: Partial<Record<Likely, NeedsHumanCode>> = {
  base: 'ci_base_broken',
  merge: 'ci_broken_by_merge',
  infra: 'ci_infrastructure',
  flaky: 'ci_flaky',
  person: 'ci_action_required',
};

/** One commit, both outcomes: the label that the flake table learns from. */
export function rememberFlips(
  headSha: Awaiting['headSha'],
  tests: readonly FailureNote[],
): readonly EffectWish[] {
  const named = tests.filter(({ kind, testId }) => kind === 'test' && testId !== undefined);
  return named.length === 0 ? [] : [{ type: 'remember_flips', headSha, tests: named.slice(0, MAX_FLIPS) }];
}
const MAX_FLIPS = 20;
