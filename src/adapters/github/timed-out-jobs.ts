// GitHub reports a job that ran out of time as cancelled; only its annotation tells it from one that a person cancelled.
import type { CheckFact } from '#core/ci/report.ts';
import type { RepoRef } from '#core/task.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

/** Fail-fast cancels many; one that ran out of time is among the first. */
const MAX_JOBS_ASKED = 5;
/** The runner's own sentence: GitHub has no code for it. */
const OUT_OF_TIME = 'exceeded the maximum execution time';

/** Only asked where nothing failed: otherwise the failure is what counts. */
export async function withTimeouts(
  clients: GitHubClients,
  repo: RepoRef,
  facts: readonly CheckFact[],
): Promise<readonly CheckFact[]> {
  const cancelled = facts.filter(({ conclusion, jobId }) => conclusion === 'cancelled' && jobId !== null);
  if (cancelled.length === 0 || facts.some(({ conclusion }) => conclusion === 'failure')) return facts;
  const late = new Set<CheckFact>();
  for (const fact of cancelled.slice(0, MAX_JOBS_ASKED)) {
    if (fact.jobId !== null && (await ranOutOfTime(clients, repo, fact.jobId))) late.add(fact);
  }
  return facts.map((fact) => (late.has(fact) ? { ...fact, conclusion: 'timed_out' } : fact));
}

async function ranOutOfTime(clients: GitHubClients, repo: RepoRef, jobId: number): Promise<boolean> {
  const { data } = await clients.call(
    { repo, permission: 'Checks: read' },
    async (octokit) =>
      await octokit.rest.checks.listAnnotations({ ...at(repo), check_run_id: jobId, per_page: 50 }),
  );
  return data.some(({ message }) => message?.includes(OUT_OF_TIME) ?? false);
}
