// Jobs of workflow runs: which step failed first, which attempt they belong to.
import type { RepoRef } from '#core/task.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

export type JobSteps = {
  readonly conclusion: string | null;
  readonly steps?:
    | readonly { readonly name: string; readonly number: number; readonly conclusion: string | null }[]
    | undefined;
};

const FAILED_STEP: ReadonlySet<string> = new Set(['failure', 'timed_out']);

/** The first step that failed; null when the job failed without one (a lost runner, or a job that never began). */
export function failedStepOf(job: JobSteps): string | null {
  const ordered = [...(job.steps ?? [])].sort((a, b) => a.number - b.number);
  return ordered.find(({ conclusion }) => FAILED_STEP.has(conclusion ?? ''))?.name ?? null;
}

/** Every job of a run, of older attempts too. */
export async function jobsOfRun(clients: GitHubClients, repo: RepoRef, runId: number) {
  return await clients.call(
    { repo, permission: 'Actions: read' },
    async (octokit) =>
      await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRun, {
        ...at(repo),
        run_id: runId,
        filter: 'all',
        per_page: 100,
      }),
  );
}
export type ApiJob = Awaited<ReturnType<typeof jobsOfRun>>[number];
