// Jobs of workflow runs and their logs, and running them again.
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Forge, ForgeJob } from '#ports/forge.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { forgeJob, jobsOfRun } from './jobs.ts';
import { at } from './repositories.ts';
import { fromStorage, storageAddress } from './storage.ts';

type JobLogs = Pick<Forge, 'jobs' | 'jobLog' | 'rerunFailed' | 'rerunAll'>;

export function githubJobLogs(clients: GitHubClients, log: Log): JobLogs {
  return {
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

const addressOf = async (clients: GitHubClients, repo: RepoRef, jobId: number): Promise<string | undefined> =>
  await storageAddress(clients, repo, `actions/jobs/${jobId}/logs`);

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
