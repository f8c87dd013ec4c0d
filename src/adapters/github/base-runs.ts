// How jobs ended on the base branch: what tells a broken base from a broken change.
import type { Sha } from '#core/ids.ts';
import type { RepoRef } from '#core/task.ts';
import type { Forge, ForgeBaseRun } from '#ports/forge.ts';
import type { GitHubClients } from './clients.ts';
import { at, readSha } from './repositories.ts';

/** A branch whose newest commits were all skipped by path filters is asked no further. */
const MAX_COMMITS = 3;
const OUTCOMES: Readonly<Record<string, 'passed' | 'failed'>> = { success: 'passed', failure: 'failed' };

export function githubBaseRuns(clients: GitHubClients): Pick<Forge, 'baseRuns'> {
  return {
    async baseRuns(repo, base, jobs) {
      const wanted = new Set(jobs);
      const begun = await finishedJobs(clients, repo, base.sha, wanted);
      const found: ForgeBaseRun[] = begun.map((run) => ({ ...run, at: 'base' }));
      const missing = new Set(jobs);
      for (const sha of await newestCommits(clients, repo, base.branch)) {
        if (missing.size === 0) break;
        const runs = sha === base.sha ? begun : await finishedJobs(clients, repo, sha, missing);
        for (const run of runs.filter(({ check }) => missing.has(check.name))) {
          found.push({ ...run, at: 'newest' });
          missing.delete(run.check.name);
        }
      }
      return found;
    },
  };
}

/** The newest attempt of each job: GitHub's `latest`. A pull request's run belongs to its own commit, so none is among them. */
async function finishedJobs(
  clients: GitHubClients,
  repo: RepoRef,
  sha: Sha,
  wanted: ReadonlySet<string>,
): Promise<readonly Omit<ForgeBaseRun, 'at'>[]> {
  const checks = await clients.call(
    { repo, permission: 'Checks: read' },
    async (octokit) =>
      await octokit.paginate(octokit.rest.checks.listForRef, {
        ...at(repo),
        ref: sha,
        status: 'completed',
        filter: 'latest',
        per_page: 100,
      }),
  );
  const found = checks.filter(
    ({ conclusion, name }) => OUTCOMES[conclusion ?? ''] !== undefined && wanted.has(name),
  );
  const runs = found.some(isJob) ? await runsAt(clients, repo, sha) : new Map<number, number>();
  return found.map((run) => ({
    sha,
    completedAtMs: Date.parse(run.completed_at ?? '') || 0,
    check: {
      name: run.name,
      outcome: OUTCOMES[run.conclusion ?? ''] ?? 'failed',
      required: false,
      url: run.html_url ?? '',
      jobId: isJob(run) ? run.id : null,
      runId: isJob(run) ? (runs.get(run.check_suite?.id ?? 0) ?? null) : null,
      checkRunId: run.id,
    },
  }));
}

/** Only what Actions runs is a job with a log; its check run bears the job's id. */
const isJob = ({ app }: { readonly app: { readonly slug?: string | undefined } | null }): boolean =>
  app?.slug === 'github-actions';

/** Workflow runs of a commit by their check suite. */
async function runsAt(clients: GitHubClients, repo: RepoRef, sha: Sha): Promise<ReadonlyMap<number, number>> {
  const { data } = await clients.call(
    { repo, permission: 'Actions: read' },
    async (octokit) =>
      await octokit.rest.actions.listWorkflowRunsForRepo({ ...at(repo), head_sha: sha, per_page: 100 }),
  );
  return new Map(data.workflow_runs.map((run) => [run.check_suite_id ?? 0, run.id]));
}

/** Of pushes and schedules: a fork's pull request may come from a branch of the same name. */
async function newestCommits(clients: GitHubClients, repo: RepoRef, branch: string): Promise<readonly Sha[]> {
  const { data } = await clients.call(
    { repo, permission: 'Actions: read' },
    async (octokit) =>
      await octokit.rest.actions.listWorkflowRunsForRepo({
        ...at(repo),
        branch,
        status: 'completed',
        per_page: 30,
      }),
  );
  const own = data.workflow_runs.filter(({ event }) => !event.startsWith('pull_request'));
  return [...new Set(own.map(({ head_sha }) => readSha(head_sha)))].slice(0, MAX_COMMITS);
}
