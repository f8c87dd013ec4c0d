// Workflow runs, jobs, logs and artifacts over REST.
import { workflowOf } from '../actions/new-run.ts';
import { workflowsAt } from '../actions/triggers.ts';
import { resolveCommit } from '../git/objects.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import {
  choice,
  countedList,
  noContent,
  numberParam,
  ok,
  type Reply,
  type RepositoryCall,
} from '../http/context.ts';
import { type Route, repositoryRoute } from '../http/router.ts';
import type { Artifact, Job, WorkflowRun } from '../model.ts';
import { artifactJson, jobJson, runJson } from '../present/actions.ts';

export const actionsRoutes: readonly Route[] = [
  repositoryRoute('GET /actions/runs', { actions: 'read' }, listRuns),
  repositoryRoute('GET /actions/runs/:run', { actions: 'read' }, getRun),
  repositoryRoute('GET /actions/runs/:run/jobs', { actions: 'read' }, listJobs),
  repositoryRoute('GET /actions/runs/:run/attempts/:attempt/jobs', { actions: 'read' }, jobsOfAttempt),
  repositoryRoute('GET /actions/jobs/:job', { actions: 'read' }, getJob),
  repositoryRoute('GET /actions/jobs/:job/logs', { actions: 'read' }, jobLogs),
  repositoryRoute('POST /actions/runs/:run/rerun-failed-jobs', { actions: 'write' }, (call) =>
    rerun(call, 'failed'),
  ),
  repositoryRoute('POST /actions/runs/:run/rerun', { actions: 'write' }, (call) => rerun(call, 'all')),
  repositoryRoute('POST /actions/runs/:run/cancel', { actions: 'write' }, cancel),
  repositoryRoute('GET /actions/runs/:run/artifacts', { actions: 'read' }, listArtifacts),
  repositoryRoute('GET /actions/artifacts/:artifact/:format', { actions: 'read' }, downloadArtifact),
  repositoryRoute('GET /actions/workflows', { actions: 'read' }, listWorkflows),
  repositoryRoute('PUT /actions/workflows/:workflow/disable', { actions: 'write' }, (call) =>
    switchWorkflow(call, 'disabled_manually'),
  ),
  repositoryRoute('PUT /actions/workflows/:workflow/enable', { actions: 'write' }, (call) =>
    switchWorkflow(call, 'active'),
  ),
  repositoryRoute('GET /actions/permissions', { administration: 'read' }, permissions),
];

function listRuns(call: RepositoryCall): Reply {
  const { world, repository, query } = call;
  const matches = (name: string, value: string): boolean =>
    query.get(name) === null || query.get(name) === value;
  const status = query.get('status');
  const runs = [...repository.runs.values()]
    .filter(
      (run) =>
        matches('head_sha', run.headSha) && matches('branch', run.headBranch) && matches('event', run.event),
    )
    .filter((run) => status === null || run.status === status || run.conclusion === status)
    .toReversed();
  return countedList(call, 'workflow_runs', runs, (run) => runJson(world, repository, run));
}

function requireRun(call: RepositoryCall): WorkflowRun {
  const run = call.repository.runs.get(numberParam(call, 'run'));
  if (run === undefined) throw notFound();
  return run;
}

function requireJob(call: RepositoryCall): { run: WorkflowRun; job: Job } {
  const id = numberParam(call, 'job');
  for (const run of call.repository.runs.values()) {
    const job = run.jobs.find((candidate) => candidate.id === id);
    if (job !== undefined) return { run, job };
  }
  throw notFound();
}

function getRun(call: RepositoryCall): Reply {
  return ok(runJson(call.world, call.repository, requireRun(call)));
}

function listJobs(call: RepositoryCall): Reply {
  const run = requireRun(call);
  const filter = choice(call, 'filter', ['latest', 'all'], 'latest');
  return jobList(
    call,
    run,
    filter === 'all' ? run.jobs : run.jobs.filter((job) => job.attempt === run.attempt),
  );
}

function jobsOfAttempt(call: RepositoryCall): Reply {
  const run = requireRun(call);
  const attempt = numberParam(call, 'attempt');
  if (attempt < 1 || attempt > run.attempt) throw notFound();
  return jobList(
    call,
    run,
    run.jobs.filter((job) => job.attempt === attempt),
  );
}

const jobList = (call: RepositoryCall, run: WorkflowRun, jobs: readonly Job[]): Reply =>
  countedList(call, 'jobs', jobs, (job) => jobJson(call.world, call.repository, run, job));

function getJob(call: RepositoryCall): Reply {
  const { run, job } = requireJob(call);
  return ok(jobJson(call.world, call.repository, run, job));
}

function jobLogs(call: RepositoryCall): Reply {
  const { job } = requireJob(call);
  if (job.log === null || job.status !== 'completed') throw notFound();
  return redirect(call.world.actions.downloads.offer({ type: 'text/plain; charset=utf-8', data: job.log }));
}

const redirect = (location: string): Reply => ({ status: 302, headers: { location } });

async function rerun(call: RepositoryCall, which: 'failed' | 'all'): Promise<Reply> {
  const run = requireRun(call);
  if (run.status !== 'completed') throw new ApiError(403, 'This workflow is already running');
  if (run.conclusion === 'startup_failure')
    throw new ApiError(403, 'The workflow run cannot be rerun: its workflow file is not valid.');
  if (which === 'failed' && run.conclusion === 'success') {
    throw new ApiError(403, 'The workflow run containing this job cannot be rerun: it has no failed jobs.');
  }
  await call.world.actions.rerun(call.repository, run, { which, by: call.actor });
  return { status: 201, json: {} };
}

function cancel(call: RepositoryCall): Reply {
  const run = requireRun(call);
  if (run.status === 'completed') throw new ApiError(409, 'Cannot cancel a workflow run that is completed.');
  call.world.actions.cancel(call.repository, run);
  return { status: 202, json: {} };
}

function listArtifacts(call: RepositoryCall): Reply {
  const run = requireRun(call);
  const name = call.query.get('name');
  const found = run.artifacts.filter((artifact) => name === null || artifact.name === name);
  return countedList(call, 'artifacts', found, (one) => artifactJson(call.world, call.repository, run, one));
}

function downloadArtifact(call: RepositoryCall): Reply {
  const id = numberParam(call, 'artifact');
  const all: Artifact[] = [...call.repository.runs.values()].flatMap((run) => run.artifacts);
  const artifact = all.find((candidate) => candidate.id === id);
  if (artifact === undefined || call.params.format !== 'zip') throw notFound();
  return redirect(call.world.actions.downloads.offer({ type: 'application/zip', data: artifact.zip }));
}

/** Those of the default branch, whether they ever ran or not. */
async function listWorkflows(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const sha = await resolveCommit(repository.gitDir, repository.defaultBranch);
  for (const { path, reading } of sha === null ? [] : await workflowsAt(repository, sha))
    workflowOf(world, repository, path, reading.ok ? reading.plan.name : path);
  return countedList(call, 'workflows', [...repository.workflows.values()], (workflow) => workflow);
}

function switchWorkflow(call: RepositoryCall, state: 'active' | 'disabled_manually'): Reply {
  const id = numberParam(call, 'workflow');
  const workflow = [...call.repository.workflows.values()].find((candidate) => candidate.id === id);
  if (workflow === undefined) throw notFound();
  workflow.state = state;
  return noContent();
}

/** Actions switched off for the repository are a fault of this stand-in. */
function permissions(call: RepositoryCall): Reply {
  return ok({ enabled: !call.world.faults.noCi, allowed_actions: 'all', sha_pinning_required: false });
}
