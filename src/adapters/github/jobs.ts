// Jobs of workflow runs: their steps, which of them failed first, which attempt they belong to.
import type { ApiStep } from '#core/signals/job/api-steps.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { ForgeJob } from '#ports/forge.ts';
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

/** Undefined where the forge lists none: a job that never began. */
export const stepNamesOf = ({ steps = [] }: JobSteps): readonly string[] | undefined =>
  steps.length === 0 ? undefined : steps.map(({ name }) => name);

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

export const forgeJob = (job: ApiJob): ForgeJob => ({
  jobId: job.id,
  runId: job.run_id,
  job: job.name,
  workflow: job.workflow_name ?? null,
  url: job.html_url ?? '',
  conclusion: job.status === 'completed' ? job.conclusion : null,
  failedStep: failedStepOf(job),
  steps: (job.steps ?? []).map(stepOf).sort((a, b) => a.number - b.number),
  startedAtMs: timeMs(job.started_at),
  completedAtMs: timeMs(job.completed_at),
});

const stepOf = (step: NonNullable<ApiJob['steps']>[number]): ApiStep => ({
  number: step.number,
  name: step.name,
  conclusion: step.status === 'completed' ? step.conclusion : null,
  startedAtMs: timeMs(step.started_at),
  completedAtMs: timeMs(step.completed_at),
});

const timeMs = (text: string | null | undefined): number | null => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
};
