// GitHub reports a job that ran out of time as cancelled; only its annotation tells it from one that a person cancelled.
import type { CheckFact } from '#core/ci/report.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

/** Fail-fast cancels many; one that ran out of time is among the first. */
const MAX_JOBS_ASKED = 5;
/** The runner's own sentence: GitHub has no code for it. */
const OUT_OF_TIME = 'exceeded the maximum execution time';

/** `facts`: the newest attempt of each. Not asked of the siblings in a matrix, which the first that fails has cancelled. */
export async function withTimeouts(
  clients: GitHubClients,
  repo: RepoRef,
  facts: readonly CheckFact[],
): Promise<readonly CheckFact[]> {
  const cancelled = facts.filter(
    (fact) => fact.conclusion === 'cancelled' && fact.jobId !== null && !wasCancelledBySibling(fact, facts),
  );
  const late = new Set<CheckFact>();
  for (const fact of cancelled.slice(0, MAX_JOBS_ASKED)) {
    if (fact.jobId !== null && (await ranOutOfTime(clients, repo, fact.jobId))) late.add(fact);
  }
  return facts.map((fact) => (late.has(fact) ? { ...fact, conclusion: 'timed_out' } : fact));
}

/** Jobs of one matrix have one name, with the values behind it: `test (22)`. */
const wasCancelledBySibling = (fact: CheckFact, facts: readonly CheckFact[]): boolean =>
  facts.some(
    (other) =>
      other.conclusion === 'failure' &&
      other.runId === fact.runId &&
      other.name !== fact.name &&
      matrixName(other.name) === matrixName(fact.name),
  );
const matrixName = (name: string): string => name.split(' (')[0] ?? name;

async function ranOutOfTime(clients: GitHubClients, repo: RepoRef, jobId: number): Promise<boolean> {
  const { data } = await clients.call(
    { repo, permission: 'Checks: read' },
    async (octokit) =>
      await octokit.rest.checks.listAnnotations({ ...at(repo), check_run_id: jobId, per_page: 50 }),
  );
  return data.some(({ message }) => message?.includes(OUT_OF_TIME) ?? false);
}
