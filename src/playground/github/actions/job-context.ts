// What a job knows: its plan, its place on disk, the `github` context and the clean environment of its processes.
import { delimiter, dirname, join } from 'node:path';
import type { CheckRun, Conclusion, Job, Repository, WorkflowRun } from '../model.ts';
import type { World } from '../world.ts';
import type { Value } from './expression.ts';
import type { MatrixRow } from './matrix.ts';
import type { JobPlan, WorkflowPlan } from './workflow-file.ts';

export interface JobContext {
  readonly world: World;
  readonly repository: Repository;
  readonly run: WorkflowRun;
  readonly workflow: WorkflowPlan;
  readonly plan: JobPlan;
  readonly row: MatrixRow;
  readonly job: Job;
  readonly checkRun: CheckRun;
  readonly needs: Readonly<Record<string, Conclusion>>;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly directory: string;
}

export interface JobPlace {
  readonly workspace: string;
  readonly home: string;
  readonly temp: string;
  readonly envFile: string;
  readonly pathFile: string;
  readonly outputFile: string;
  readonly summaryFile: string;
}

export function placeOf(directory: string): JobPlace {
  const temp = join(directory, 'temp');
  return {
    workspace: join(directory, 'workspace'),
    home: join(directory, 'home'),
    temp,
    envFile: join(temp, 'env'),
    pathFile: join(temp, 'path'),
    outputFile: join(temp, 'output'),
    summaryFile: join(temp, 'summary'),
  };
}

/** What the directories are called on GitHub's own runners: logs speak of those. */
export function runnerPlaces(repositoryName: string, place: JobPlace): ReadonlyMap<string, string> {
  return new Map([
    [place.workspace, `/home/runner/work/${repositoryName}/${repositoryName}`],
    [place.temp, '/home/runner/work/_temp'],
    [place.home, '/home/runner'],
  ]);
}

/** The `github` context of expressions. */
export function githubValues(context: JobContext): Record<string, Value> {
  const { world, repository, run } = context;
  const pull = run.pullNumber === null ? undefined : repository.pulls.get(run.pullNumber);
  return {
    actor: run.actor.login,
    event_name: run.event,
    event:
      pull === undefined
        ? {}
        : {
            number: pull.number,
            pull_request: { number: pull.number, draft: pull.draft, title: pull.title },
          },
    repository: repository.fullName,
    repository_owner: repository.owner,
    ref: run.checkoutRef,
    ref_name: run.event === 'push' ? run.headBranch : `${run.pullNumber}/merge`,
    head_ref: run.event === 'push' ? '' : run.headBranch,
    base_ref: pull?.baseRef ?? '',
    sha: run.checkoutSha,
    run_id: run.id,
    run_number: run.number,
    run_attempt: run.attempt,
    workflow: run.name,
    job: context.plan.key,
    server_url: world.origin,
  };
}

/** GitHub's variables and the project's own Node; nothing of the host's environment. */
export function jobEnvironment(context: JobContext, place: JobPlace): Record<string, string> {
  const { world, repository, run } = context;
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: place.home,
    TMPDIR: place.temp,
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: run.actor.login,
    GITHUB_BASE_REF: String(githubValues(context).base_ref),
    GITHUB_HEAD_REF: String(githubValues(context).head_ref),
    GITHUB_ENV: place.envFile,
    GITHUB_PATH: place.pathFile,
    GITHUB_OUTPUT: place.outputFile,
    GITHUB_STEP_SUMMARY: place.summaryFile,
    GITHUB_EVENT_NAME: run.event,
    GITHUB_JOB: context.plan.key,
    GITHUB_REF: run.checkoutRef,
    GITHUB_REPOSITORY: repository.fullName,
    GITHUB_REPOSITORY_OWNER: repository.owner,
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_SERVER_URL: world.origin,
    GITHUB_SHA: run.checkoutSha,
    GITHUB_WORKFLOW: run.name,
    GITHUB_WORKSPACE: place.workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: place.temp,
  };
}
