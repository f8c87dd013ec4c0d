// Logs of failed jobs, and running failed jobs again.
import type { CheckSummary } from '#core/ci/report.ts';
import { problem } from '#core/problem.ts';
import { type RepoRef, repoName } from '#core/task.ts';
import type { Forge, JobLog } from '#ports/forge.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { type BoundedLog, readBoundedLog } from './bounded-log.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { failedStepOf } from './jobs.ts';
import { at } from './repositories.ts';

const DOWNLOAD_TIMEOUT_MS = 60_000;
const FAILED: ReadonlySet<CheckSummary['outcome']> = new Set(['failed', 'timed_out']);

type JobLogs = Pick<Forge, 'failedJobLogs' | 'rerunFailed'>;

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
    async rerunFailed(repo, runIds) {
      for (const runId of runIds) await rerun(clients, repo, runId);
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
  const address = await logAddress(clients, repo, jobId);
  const found = address === undefined ? undefined : await download(repo, address, maxBytes);
  if (found !== undefined) return found;
  log.info({ repo: repoName(repo), jobId }, 'GitHub has no log for this job');
  return { text: '', truncated: false };
}

/** The log is a redirect to a storage host, good for a minute: its address carries the right to read it. */
async function logAddress(clients: GitHubClients, repo: RepoRef, jobId: number): Promise<string | undefined> {
  try {
    const { headers } = await clients.call(
      { repo, permission: READ },
      async (octokit) =>
        await octokit.request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', {
          ...at(repo),
          job_id: jobId,
          request: { redirect: 'manual' },
        }),
    );
    return headers.location;
  } catch (error) {
    const status = error instanceof PortError ? statusOf(error.cause) : undefined;
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}

/** Without our token: storage is not GitHub's API, and the address is enough. */
async function download(repo: RepoRef, address: string, maxBytes: number): Promise<BoundedLog | undefined> {
  const lost = (detail: string, cause?: unknown) =>
    new PortError(
      problem('forge_unavailable', `${repoName(repo)}: a job's log could not be read (${detail})`),
      {
        retryable: true,
        cause,
      },
    );
  const { protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') throw lost(`an address of kind ${protocol}`);
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (response.ok && response.body !== null) return await readBoundedLog(response.body, maxBytes);
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw lost(`storage answered ${response.status}`);
  } catch (error) {
    if (error instanceof PortError) throw error;
    throw lost(error instanceof Error ? error.name : 'unknown', error);
  }
}

async function rerun(clients: GitHubClients, repo: RepoRef, runId: number): Promise<void> {
  if (await isRunning(clients, repo, runId)) return;
  try {
    await clients.call(
      { repo, permission: 'Actions: write', mayBeRefused: true },
      async (octokit) => await octokit.rest.actions.reRunWorkflowFailedJobs({ ...at(repo), run_id: runId }),
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
