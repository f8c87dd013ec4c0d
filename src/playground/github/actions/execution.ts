// One attempt of a workflow run: starts jobs when what they need is done, skips those behind a failure, sums up at the end.
import { join } from 'node:path';
import { createCheckRun, setCheckRun, worstConclusion } from '../checks/checks.ts';
import type { Conclusion, Job, Repository, WorkflowRun } from '../model.ts';
import { jobPageUrl } from '../present/actions.ts';
import { announceJob, announceRun } from '../webhooks/announce.ts';
import { actionsApp, type World } from '../world.ts';
import { ExpressionError, evaluateCondition, interpolate, type Scope } from './expression.ts';
import { githubValues, type JobContext } from './job-context.ts';
import { runJob } from './job-runner.ts';
import type { MatrixRow } from './matrix.ts';
import type { Slots } from './slots.ts';
import type { JobPlan, WorkflowPlan } from './workflow-file.ts';

export interface Execution {
  readonly world: World;
  readonly repository: Repository;
  readonly run: WorkflowRun;
  readonly plan: WorkflowPlan;
  readonly slots: Slots;
  /** Aborts on cancel. */
  readonly signal: AbortSignal;
  /** Jobs of the attempt before that stay as they were; empty on a first attempt. */
  readonly kept: readonly Job[];
}

/** Conclusion of the whole attempt. */
export async function execute(execution: Execution): Promise<Conclusion> {
  const results = new Map<string, Promise<Conclusion>>();
  let waiting = [...execution.plan.jobs];
  while (waiting.length > 0) {
    const ready = waiting.filter((plan) => (plan.needs ?? []).every((need) => results.has(need)));
    for (const plan of ready) results.set(plan.key, runWhenReady(execution, plan, results));
    waiting = waiting.filter((plan) => !results.has(plan.key));
  }
  const conclusions = await Promise.all(results.values());
  return execution.signal.aborted ? 'cancelled' : worstConclusion(conclusions);
}

async function runWhenReady(
  execution: Execution,
  plan: JobPlan,
  results: ReadonlyMap<string, Promise<Conclusion>>,
): Promise<Conclusion> {
  const needs: Record<string, Conclusion> = {};
  for (const need of plan.needs ?? []) needs[need] = (await results.get(need)) ?? 'skipped';
  const rows = plan.rows.map((row) => ({ row, name: jobName(plan, row) }));
  const failFast = new AbortController();
  const conclusions = await Promise.all(
    rows.map(async ({ row, name }) => {
      const kept = execution.kept.find((job) => job.name === name);
      if (kept !== undefined) return keepJob(execution, kept);
      const conclusion = await runRow(execution, { plan, row, name, needs, failFast: failFast.signal });
      const isRed = conclusion === 'failure' || conclusion === 'timed_out';
      if (isRed && (plan.strategy?.['fail-fast'] ?? true)) failFast.abort();
      return conclusion;
    }),
  );
  const worst = worstConclusion(conclusions);
  return worst === 'failure' && plan['continue-on-error'] ? 'success' : worst;
}

export function jobName(plan: JobPlan, row: MatrixRow): string {
  const base = plan.name ?? plan.key;
  const scope: Scope = { values: { matrix: row }, state: 'success' };
  if (base.includes('${{')) return interpolate(base, scope);
  const values = Object.values(row);
  return values.length === 0 ? base : `${base} (${values.join(', ')})`;
}

interface Row {
  readonly plan: JobPlan;
  readonly row: MatrixRow;
  readonly name: string;
  readonly needs: Readonly<Record<string, Conclusion>>;
  readonly failFast: AbortSignal;
}

async function runRow(execution: Execution, row: Row): Promise<Conclusion> {
  const context = createJob(execution, row);
  announceJob(execution.world, execution.repository, {
    run: execution.run,
    job: context.job,
    action: 'queued',
  });
  const wanted = isWanted(context);
  if (!wanted) return end(context, 'skipped');
  try {
    const release = await execution.slots.take(context.signal);
    try {
      start(context);
      return end(context, await runJob(context));
    } finally {
      release();
    }
  } catch (error) {
    if (context.signal.aborted && context.job.startedAtMs === null) return end(context, 'cancelled');
    if (context.job.status !== 'completed') end(context, 'failure');
    throw error;
  }
}

function createJob(execution: Execution, { plan, row, name, needs, failFast }: Row): JobContext {
  const { world, repository, run } = execution;
  const app = actionsApp;
  const checkRun = createCheckRun(world, repository, {
    app,
    suiteId: run.suiteId,
    name,
    headSha: run.headSha,
  });
  const job: Job = {
    id: checkRun.id,
    runId: run.id,
    attempt: run.attempt,
    key: plan.key,
    name,
    labels: plan['runs-on'],
    status: 'queued',
    conclusion: null,
    createdAtMs: world.nowMs(),
    startedAtMs: null,
    completedAtMs: null,
    steps: [],
    log: null,
  };
  run.jobs.push(job);
  checkRun.detailsUrl = jobPageUrl(world, repository, job);
  setCheckRun(world, repository, {
    run: checkRun,
    status: 'queued',
    conclusion: null,
    sender: run.triggeringActor,
  });
  const signal = AbortSignal.any([execution.signal, failFast]);
  const directory = join(world.dataDir, 'jobs', String(job.id));
  return {
    world,
    repository,
    run,
    workflow: execution.plan,
    plan,
    row,
    job,
    checkRun,
    needs,
    signal,
    directory,
  };
}

function isWanted(context: JobContext): boolean {
  const results = Object.values(context.needs);
  const allPassed = results.every((result) => result === 'success');
  const state = context.signal.aborted ? 'cancelled' : allPassed ? 'success' : 'failure';
  const needs = Object.fromEntries(
    Object.entries(context.needs).map(([key, result]) => [key, { result, outputs: {} }]),
  );
  const values = {
    github: githubValues(context),
    needs,
    matrix: context.row,
    vars: context.repository.variables,
    inputs: {},
    env: {},
  };
  // A need that was skipped skips what depends on it, and so does one that failed.
  try {
    return evaluateCondition(context.plan.if, { values, state });
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

function start(context: JobContext): void {
  const { world, repository, run, job, checkRun } = context;
  job.status = 'in_progress';
  job.startedAtMs = world.nowMs();
  checkRun.status = 'in_progress';
  checkRun.startedAtMs = job.startedAtMs;
  const isFirst = run.status === 'queued';
  run.status = 'in_progress';
  run.updatedAtMs = world.nowMs();
  const suite = repository.suites.get(run.suiteId);
  if (suite !== undefined) suite.status = 'in_progress';
  if (isFirst) announceRun(world, repository, run, 'in_progress');
  announceJob(world, repository, { run, job, action: 'in_progress' });
}

function end(context: JobContext, conclusion: Conclusion): Conclusion {
  const { world, repository, run, job, checkRun } = context;
  job.status = 'completed';
  job.conclusion = conclusion;
  job.completedAtMs = world.nowMs();
  run.updatedAtMs = world.nowMs();
  setCheckRun(world, repository, {
    run: checkRun,
    status: 'completed',
    conclusion,
    sender: run.triggeringActor,
  });
  announceJob(world, repository, { run, job, action: 'completed' });
  return conclusion;
}

/** A job that is not run again appears in the new attempt with a new id and its old result. */
function keepJob(execution: Execution, old: Job): Conclusion {
  const { world, repository, run } = execution;
  const known = repository.checkRuns.get(old.id);
  const copy = createCheckRun(world, repository, {
    app: actionsApp,
    suiteId: run.suiteId,
    name: old.name,
    headSha: run.headSha,
    status: 'completed',
    conclusion: old.conclusion,
    startedAtMs: old.startedAtMs,
    completedAtMs: old.completedAtMs,
    annotations: [...(known?.annotations ?? [])],
  });
  const job: Job = { ...old, id: copy.id, attempt: run.attempt };
  run.jobs.push(job);
  copy.detailsUrl = jobPageUrl(world, repository, job);
  return old.conclusion ?? 'success';
}
