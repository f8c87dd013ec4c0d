// The same jobs without the change: how they ended on the base branch, with the prints of what failed there.
import type { CheckSummary } from '#core/ci/report.ts';
import { bundleOf } from '#core/signals/bundle/bundle.ts';
import { noteOf } from '#core/signals/failure-signal.ts';
import type { JobReading } from '#core/signals/job/job-reading.ts';
import type { Tree } from '#core/signals/tree.ts';
import type { Task } from '#core/task/task.ts';
import type { BaseEvidence } from '#core/triage/evidence.ts';
import type { FinishedRun } from '#core/triage/lessons.ts';
import { isWhole } from '#core/triage/whole.ts';
import type { ForgeBaseRun } from '#ports/forge.ts';
import type { LogHelp, OpenReader } from '#ports/log-reader.ts';
import { PortError } from '#ports/port-error.ts';
import type { Deps } from '../deps.ts';
import { readChecks } from './read-checks.ts';
import { type ShownLog, shownLog } from './shown-log.ts';

export type BaseProbe = {
  readonly evidence: BaseEvidence;
  /** For the flake table; empty where the base is not the default branch. */
  readonly lessons: readonly FinishedRun[];
};

type Needs = Pick<Deps, 'forge' | 'log'>;
/** The base is read as the head was, so that one failure has one name in both. */
type Help = Pick<LogHelp, 'matchers' | 'added'> & { readonly tree: Tree | undefined };

/** Null where they cannot be told: that is no evidence, and no reason to give the task up. */
export async function baseRuns(
  deps: Needs,
  task: Task,
  failed: readonly CheckSummary[],
): Promise<readonly ForgeBaseRun[] | null> {
  const { baseSha, baseBranch } = task;
  if (baseSha === null || baseBranch === null) return null;
  const jobs = failed.map(({ name, workflow = null }) => ({ name, workflow }));
  return await orNull(deps, task, () =>
    deps.forge.baseRuns(task.repo, { sha: baseSha, branch: baseBranch }, jobs),
  );
}

/** One run after the other: each of their logs may be megabytes. */
export async function probeBase(
  deps: Needs,
  reader: OpenReader,
  task: Task,
  runs: readonly ForgeBaseRun[] | null,
  help: Help,
): Promise<BaseProbe | null> {
  const branch = task.baseBranch;
  if (runs === null || branch === null) return null;
  return await orNull(deps, task, async () => {
    const read: FinishedRun[] = [];
    for (const run of uniqueJobs(runs)) read.push(await readRun(deps, reader, task, run, help));
    const { defaultBranch } = await deps.forge.repository(task.repo);
    return {
      evidence: { branch, runs: runs.map((run) => evidenceOf(run, read)) },
      lessons: defaultBranch === branch ? read : [],
    };
  });
}

async function orNull<T>(deps: Needs, task: Task, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
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
  deps: Needs,
  reader: OpenReader,
  task: Task,
  { sha, check, completedAtMs }: ForgeBaseRun,
  help: Help,
): Promise<FinishedRun> {
  const { failures, log } =
    check.outcome === 'failed' ? await readFailed(deps, reader, task, check, help) : NOTHING;
  return {
    job: check.name,
    ...(check.workflow === undefined ? {} : { workflow: check.workflow }),
    ...{ sha, outcome: check.outcome, failures, atMs: completedAtMs },
    isWhole: log !== undefined && isWhole(check.name, log, failures),
  };
}

type Read = { readonly failures: FinishedRun['failures']; readonly log: ShownLog | undefined };
const NOTHING: Read = { failures: [], log: undefined };

/** A log that is gone must not be taken for a failure of its own. */
async function readFailed(
  deps: Needs,
  reader: OpenReader,
  task: Task,
  check: CheckSummary,
  { tree, ...help }: Help,
): Promise<Read> {
  let log: ShownLog | undefined;
  const keep = async (_: CheckSummary, reading: JobReading) => {
    log = shownLog(reading);
    return null;
  };
  const read = await readChecks(deps, reader, {
    ...{ repo: task.repo, checks: [check], isOptional: () => false, maxLogs: 1, keep, ...help },
    green: async () => null,
  });
  const beside = { checks: 1, checksOmitted: 0, reportsLeft: [], notesLeft: 0 };
  const { failures } = bundleOf({ ...read, tree, beside });
  const said = failures.filter(({ origin }) => origin !== 'api').map(noteOf);
  return { failures: said, log };
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
