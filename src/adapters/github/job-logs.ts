// Logs of failed jobs, and running failed jobs again.
import type { CheckSummary } from '#core/ci/report.ts';
import { type RepoRef, repoName } from '#core/task.ts';
import type { Forge, ForgeJob, JobLog } from '#ports/forge.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { type BoundedLog, readBoundedLog } from './bounded-log.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { failedStepOf, forgeJob, jobsOfRun } from './jobs.ts';
import { at } from './repositories.ts';
import { fromStorage, storageAddress } from './storage.ts';

const FAILED: ReadonlySet<CheckSummary['outcome']> = new Set(['failed', 'timed_out']);

type JobLogs = Pick<Forge, 'failedJobLogs' | 'jobs' | 'jobLog' | 'rerunFailed' | 'rerunAll'>;

export function githubJobLogs(clients: GitHubClients, log: Log): JobLogs {
  return {
    async failedJobLogs(repo, checks, { maxJobs, maxBytes }) {
      const failed = checks.filter(({ outcome, jobId }) => FAILED.has(outcome) && jobId !== null);
      if (failed.length > maxJobs) {
        log.info(
          { repo: repoName(repo), failed: failed.length, maxJobs },
          'logs of some failed jobs are left out',
        );
      }
      const logs: JobLog[] = [];
      // One after the other: each may be megabytes, and GitHub asks for one request at a time.
      for (const { jobId } of failed.slice(0, maxJobs)) {
        if (jobId !== null) logs.push(await jobLog(clients, log, repo, jobId, maxBytes));
      }
      return logs;
    },
    async jobs(repo, runIds) {
      const jobs: ForgeJob[] = [];
      for (const runId of runIds) jobs.push(...(await jobsOfRun(clients, repo, runId)).map(forgeJob));
      return jobs;
    },
    async jobLog(repo, jobId) {
      const address = await addressOf(clients, repo, jobId);
      const content = address === undefined ? undefined : await fromStorage(repo, address, "a job's log");
      if (content === undefined) log.info({ repo: repoName(repo), jobId }, 'GitHub has no log for this job');
      return content;
    },
    async rerunFailed(repo, runIds) {
      for (const runId of runIds) await rerun(clients, repo, runId, 'failed');
    },
    async rerunAll(repo, runIds) {
      for (const runId of runIds) await rerun(clients, repo, runId, 'all');
    },
  };
}

const READ = 'Actions: read';

async function jobLog(
  clients: GitHubClients,
  log: Log,
  repo: RepoRef,
  jobId: number,
  maxBytes: number,
): Promise<JobLog> {
  const { data: job } = await clients.call(
    { repo, permission: READ },
    async (octokit) => await octokit.rest.actions.getJobForWorkflowRun({ ...at(repo), job_id: jobId }),
  );
  const { text, truncated } = await textOf(clients, log, repo, jobId, maxBytes);
  return { job: job.name, jobId, url: job.html_url ?? '', text, truncated, failedStep: failedStepOf(job) };
}

/** GitHub answers 404 for a job that never started, and for a log past its retention: both are an empty log. */
async function textOf(
  clients: GitHubClients,
  log: Log,
  repo: RepoRef,
  jobId: number,
  maxBytes: number,
): Promise<BoundedLog> {
  const address = await addressOf(clients, repo, jobId);
  const found = address === undefined ? undefined : await download(repo, address, maxBytes);
  if (found !== undefined) return found;
  log.info({ repo: repoName(repo), jobId }, 'GitHub has no log for this job');
  return { text: '', truncated: false };
}

const addressOf = async (clients: GitHubClients, repo: RepoRef, jobId: number): Promise<string | undefined> =>
  await storageAddress(clients, repo, `actions/jobs/${jobId}/logs`);

/** Without our token: storage is not GitHub's API, and the address is enough. */
async function download(repo: RepoRef, address: string, maxBytes: number): Promise<BoundedLog | undefined> {
  const content = await fromStorage(repo, address, "a job's log");
  return content === undefined ? undefined : await readBoundedLog(content, maxBytes);
}

async function rerun(
  clients: GitHubClients,
  repo: RepoRef,
  runId: number,
  which: 'failed' | 'all',
): Promise<void> {
  if (await isRunning(clients, repo, runId)) return;
  try {
    await clients.call(
      { repo, permission: 'Actions: write', mayBeRefused: true },
      async ({ rest: { actions } }) =>
        which === 'all'
          ? await actions.reRunWorkflow({ ...at(repo), run_id: runId })
          : await actions.reRunWorkflowFailedJobs({ ...at(repo), run_id: runId }),
    );
  } catch (error) {
    // GitHub answers 403 both for a missing permission and for a run that somebody has started again already.
    const isRefusal = error instanceof PortError && [403, 409].includes(statusOf(error.cause) ?? 0);
    if (isRefusal && (await isRunning(clients, repo, runId))) return;
    throw error;
  }
}

async function isRunning(clients: GitHubClients, repo: RepoRef, runId: number): Promise<boolean> {
  const { data } = await clients.call(
    { repo, permission: READ },
    async (octokit) => await octokit.rest.actions.getWorkflowRun({ ...at(repo), run_id: runId }),
  );
  return data.status !== 'completed';
}
