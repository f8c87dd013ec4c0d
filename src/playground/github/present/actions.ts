// JSON of workflow runs, jobs and artifacts.
import type { Artifact, Job, Repository, WorkflowRun } from '../model.ts';
import { isoTime, isoTimeOrNull, nodeId, type World } from '../world.ts';
import { repositoryApiUrl, repositoryJson, repositoryPageUrl, userJson } from './basics.ts';
import { pullsOfSha } from './pulls.ts';
import type { Shape } from './shape.ts';

export const runPageUrl = (world: World, repository: Repository, run: { id: number }): string =>
  `${repositoryPageUrl(world, repository)}/actions/runs/${run.id}`;

export const jobPageUrl = (world: World, repository: Repository, job: Job): string =>
  `${runPageUrl(world, repository, { id: job.runId })}/job/${job.id}`;

export function runJson(world: World, repository: Repository, run: WorkflowRun) {
  const api = repositoryApiUrl(world, repository);
  const url = `${api}/actions/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WFR', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflowPath,
    display_title: run.title,
    run_number: run.number,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: run.suiteId,
    check_suite_node_id: nodeId('CS', run.suiteId),
    url,
    html_url: runPageUrl(world, repository, run),
    pull_requests: pullsOfSha(world, repository, run.headSha),
    created_at: isoTime(run.createdAtMs),
    updated_at: isoTime(run.updatedAtMs),
    run_started_at: isoTime(run.startedAtMs),
    actor: userJson(world, run.actor),
    triggering_actor: userJson(world, run.triggeringActor),
    run_attempt: run.attempt,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.suiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${api}/actions/workflows/${run.workflowId}`,
    repository: repositoryJson(world, repository) as never,
    head_repository: repositoryJson(world, repository) as never,
    head_repository_id: repository.id,
  } satisfies Shape<'workflow-run'>;
}

export function jobJson(world: World, repository: Repository, run: WorkflowRun, job: Job) {
  const api = repositoryApiUrl(world, repository);
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.name,
    head_branch: run.headBranch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId('CR', job.id),
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: jobPageUrl(world, repository, job),
    status: job.status,
    conclusion: job.conclusion as Exclude<Job['conclusion'], 'stale' | 'startup_failure'>,
    created_at: isoTime(job.createdAtMs),
    started_at: isoTime(job.startedAtMs ?? job.createdAtMs),
    completed_at: isoTimeOrNull(job.completedAtMs),
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: isoTimeOrNull(step.startedAtMs),
      completed_at: isoTimeOrNull(step.completedAtMs),
    })),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: [...job.labels],
    runner_id: job.startedAtMs === null ? null : 1,
    runner_name: job.startedAtMs === null ? null : 'GitHub Actions 1',
    runner_group_id: job.startedAtMs === null ? null : 0,
    runner_group_name: job.startedAtMs === null ? null : 'GitHub Actions',
  } satisfies Shape<'job'>;
}

export function artifactJson(world: World, repository: Repository, run: WorkflowRun, artifact: Artifact) {
  const url = `${repositoryApiUrl(world, repository)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: nodeId('ART', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.zip.byteLength,
    url,
    archive_download_url: `${url}/zip`,
    expired: false,
    created_at: isoTime(artifact.createdAtMs),
    updated_at: isoTime(artifact.createdAtMs),
    expires_at: isoTime(artifact.expiresAtMs),
    workflow_run: {
      id: run.id,
      repository_id: repository.id,
      head_repository_id: repository.id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  } satisfies Shape<'artifact'>;
}
