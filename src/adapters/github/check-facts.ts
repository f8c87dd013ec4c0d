// GitHub's check runs, statuses and workflow runs in our own words. Pure.
import type { CheckFact } from '#core/ci/report.ts';
import { type ApiJob, failedStepOf, stepNamesOf } from './jobs.ts';

export type ApiCheckRun = {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly html_url: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly app: { readonly id?: number; readonly slug?: string | undefined } | null;
  readonly check_suite: { readonly id: number } | null;
  readonly output?: { readonly title: string | null; readonly summary: string | null } | undefined;
};

export type ApiSuite = {
  readonly id: number;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly app: { readonly id?: number; readonly slug?: string | undefined; readonly name?: string } | null;
  readonly created_at: string | null;
  readonly updated_at: string | null;
};

export type ApiRun = {
  readonly id: number;
  readonly name?: string | null | undefined;
  readonly path: string;
  readonly event: string;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly html_url: string;
  readonly check_suite_id?: number | undefined;
  readonly run_attempt?: number | undefined;
  readonly run_started_at?: string | undefined;
  readonly created_at: string;
  readonly updated_at: string;
};

export type ApiStatus = {
  readonly id: number;
  readonly context: string;
  readonly state: string;
  readonly target_url: string | null;
  readonly description?: string | null | undefined;
  readonly created_at: string;
  readonly creator: { readonly login: string } | null;
};

const ACTIONS = 'github-actions';

/** GitHub has more words for "not yet" than we need: waiting, requested and pending are queued. */
function progressOf(status: string | null): CheckFact['status'] {
  return status === 'completed' || status === 'in_progress' ? status : 'queued';
}

const timeMs = (text: string | null | undefined): number | null =>
  text === null || text === undefined ? null : Date.parse(text);

export function runFact(run: ApiRun): CheckFact {
  const status = progressOf(run.status);
  return {
    source: 'workflow_run',
    name: run.name ?? run.path,
    app: ACTIONS,
    workflow: run.path,
    event: run.event,
    status,
    conclusion: status === 'completed' ? run.conclusion : null,
    url: run.html_url,
    runId: run.id,
    jobId: null,
    attempt: run.run_attempt ?? 1,
    startedAtMs: timeMs(run.run_started_at ?? run.created_at),
    completedAtMs: status === 'completed' ? timeMs(run.updated_at) : null,
    id: String(run.id),
    suiteId: run.check_suite_id,
    ...(run.status === 'waiting' ? { isHeld: true } : {}),
  };
}

/** A check run of Actions is a job, and its id is the job's; `job` is what the jobs API adds where it was asked. */
export function checkRunFact(
  check: ApiCheckRun,
  runs: readonly ApiRun[],
  job: ApiJob | undefined,
): CheckFact {
  const app = check.app?.slug ?? null;
  const run =
    app === ACTIONS
      ? runs.find((candidate) => candidate.check_suite_id === check.check_suite?.id)
      : undefined;
  const status = progressOf(check.status);
  return {
    source: 'check_run',
    name: check.name,
    app,
    workflow: run?.path ?? null,
    event: run?.event ?? null,
    status,
    conclusion: status === 'completed' ? check.conclusion : null,
    url: check.html_url ?? '',
    runId: run?.id ?? null,
    jobId: run === undefined ? null : check.id,
    attempt: job?.run_attempt ?? run?.run_attempt ?? 1,
    startedAtMs: timeMs(check.started_at),
    completedAtMs: timeMs(check.completed_at),
    id: String(check.id),
    appId: check.app?.id,
    suiteId: check.check_suite?.id,
    failedStep: job?.conclusion === 'failure' ? failedStepOf(job) : undefined,
    steps: job?.conclusion === 'failure' ? stepNamesOf(job) : undefined,
    ...said(check.output?.title, check.output?.summary),
  };
}

/** The first words are the sum; a summary may be a page of Markdown. */
function said(...words: readonly (string | null | undefined)[]): Pick<CheckFact, 'says'> {
  const all = words.filter((word) => word !== null && word !== undefined && word.trim() !== '');
  return all.length === 0 ? {} : { says: all.join(': ').slice(0, MAX_SAID_CHARS) };
}
const MAX_SAID_CHARS = 2_000;

/** A job of an older attempt, which the list of newest check runs leaves out: it counts only for the minutes. */
export function jobFact(job: ApiJob, run: ApiRun): CheckFact {
  const status = progressOf(job.status);
  return {
    source: 'check_run',
    name: job.name,
    app: ACTIONS,
    workflow: run.path,
    event: run.event,
    status,
    conclusion: status === 'completed' ? job.conclusion : null,
    url: job.html_url ?? '',
    runId: run.id,
    jobId: job.id,
    attempt: job.run_attempt ?? 1,
    startedAtMs: timeMs(job.started_at),
    completedAtMs: timeMs(job.completed_at),
    id: String(job.id),
    suiteId: run.check_suite_id,
    failedStep: job.conclusion === 'failure' ? failedStepOf(job) : undefined,
    steps: job.conclusion === 'failure' ? stepNamesOf(job) : undefined,
  };
}

/** All checks of one app at this commit together; of Actions, of one workflow run. */
export function suiteFact(suite: ApiSuite): CheckFact {
  const status = progressOf(suite.status);
  return {
    source: 'check_suite',
    name: suite.app?.name ?? suite.app?.slug ?? 'a check suite',
    app: suite.app?.slug ?? null,
    workflow: null,
    event: null,
    status,
    conclusion: status === 'completed' ? suite.conclusion : null,
    url: '',
    runId: null,
    jobId: null,
    attempt: 1,
    startedAtMs: timeMs(suite.created_at),
    completedAtMs: status === 'completed' ? timeMs(suite.updated_at) : null,
    id: String(suite.id),
    appId: suite.app?.id,
    suiteId: suite.id,
  };
}

/** The newest status of each context; GitHub lists them newest first, which is not relied on. */
export function statusFacts(statuses: readonly ApiStatus[]): readonly CheckFact[] {
  const newest = new Map<string, ApiStatus>();
  for (const status of statuses) {
    const other = newest.get(status.context);
    if (other === undefined || isNewer(status, other)) newest.set(status.context, status);
  }
  return [...newest.values()].map(statusFact);
}

const isNewer = (a: ApiStatus, b: ApiStatus): boolean =>
  a.created_at > b.created_at || (a.created_at === b.created_at && a.id > b.id);

function statusFact(status: ApiStatus): CheckFact {
  const pending = status.state === 'pending';
  const atMs = timeMs(status.created_at);
  return {
    source: 'status',
    name: status.context,
    app: status.creator?.login ?? null,
    workflow: null,
    event: null,
    status: pending ? 'in_progress' : 'completed',
    conclusion: pending ? null : status.state,
    url: status.target_url ?? '',
    runId: null,
    jobId: null,
    attempt: 1,
    startedAtMs: atMs,
    completedAtMs: pending ? null : atMs,
    id: String(status.id),
    ...said(status.description),
  };
}
