// The same jobs without the change: how they ended on the base branch, with the prints of what failed there.
import type { CheckSummary } from '#core/ci/report.ts';
import { noteOf } from '#core/signals/failure-signal.ts';
import { signalsOf } from '#core/signals/signals-of.ts';
import type { Task } from '#core/task.ts';
import type { BaseEvidence } from '#core/triage/evidence.ts';
import type { FinishedRun } from '#core/triage/lessons.ts';
import { isWhole } from '#core/triage/whole.ts';
import type { ForgeBaseRun, JobLog } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';

const LOG_LIMITS = { maxJobs: 6, maxBytes: 2_000_000 };

export type BaseProbe = {
  readonly evidence: BaseEvidence;
  /** For the flake table; empty where the base is not the default branch. */
  readonly lessons: readonly FinishedRun[];
};

/** Null where it cannot be told: that is no evidence, and no reason to give the task up. */
export async function probeBase(
  deps: Pick<Deps, 'forge' | 'log'>,
  task: Task,
  failed: readonly CheckSummary[],
  clean: (log: JobLog) => JobLog,
): Promise<BaseProbe | null> {
  if (task.baseSha === null || task.baseBranch === null) return null;
  try {
    const base = { sha: task.baseSha, branch: task.baseBranch };
    const jobs = failed.map(({ name, workflow = null }) => ({ name, workflow }));
    const runs = await deps.forge.baseRuns(task.repo, base, jobs);
    const read = await Promise.all(uniqueJobs(runs).map((run) => readRun(deps, task, run, clean)));
    const { defaultBranch } = await deps.forge.repository(task.repo);
    return {
      evidence: { branch: base.branch, runs: runs.map((run) => evidenceOf(run, read)) },
      lessons: defaultBranch === base.branch ? read : [],
    };
  } catch (error) {
    if (!(error instanceof PortError) || error.retryable) throw error;
    deps.log.warn({ err: error, taskId: task.id }, 'the base branch could not be asked');
    return null;
  }
}

/** Where the base is still the newest commit, both answers are one run. */
const uniqueJobs = (runs: readonly ForgeBaseRun[]): readonly ForgeBaseRun[] =>
  runs.filter((run, index) => runs.findIndex((other) => isSameRun(other, run)) === index);

const isSameRun = (a: Pick<ForgeBaseRun, 'sha' | 'check'>, b: Pick<ForgeBaseRun, 'sha' | 'check'>): boolean =>
  a.sha === b.sha && a.check.name === b.check.name && a.check.workflow === b.check.workflow;

async function readRun(
  { forge }: Pick<Deps, 'forge'>,
  task: Task,
  { sha, check, completedAtMs }: ForgeBaseRun,
  clean: (log: JobLog) => JobLog,
): Promise<FinishedRun> {
  const logs =
    check.outcome === 'failed' && check.jobId !== null
      ? await forge.failedJobLogs(task.repo, [check], LOG_LIMITS)
      : [];
  // An expired log must not be taken for a failure of its own.
  const jobs = logs.filter(({ text }) => text.trim() !== '').map(clean);
  const failures = signalsOf({ jobs }).map(noteOf);
  const whole = jobs.length > 0 && jobs.every((log) => isWhole(log.job, log, failures));
  return {
    job: check.name,
    ...(check.workflow === undefined ? {} : { workflow: check.workflow }),
    ...{ sha, outcome: check.outcome, failures, isWhole: whole, atMs: completedAtMs },
  };
}

function evidenceOf(run: ForgeBaseRun, read: readonly FinishedRun[]): BaseEvidence['runs'][number] {
  const { at, sha, check } = run;
  const own = read.find(
    (each) => each.sha === sha && each.job === check.name && each.workflow === check.workflow,
  );
  const failures = own?.failures ?? [];
  const prints = [...new Set(failures.map(({ fingerprint }) => fingerprint.fine))];
  return { job: check.name, sha, at, outcome: check.outcome, prints };
}
