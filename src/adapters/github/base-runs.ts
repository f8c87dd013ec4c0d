// How jobs ended on the base branch: what tells a broken base from a broken change.
import type { CheckSummary } from '#core/ci/report.ts';
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
  return checks.flatMap((run) => {
    const outcome = OUTCOMES[run.conclusion ?? ''];
    if (outcome === undefined || !wanted.has(run.name)) return [];
    const check: CheckSummary & { outcome: 'passed' | 'failed' } = {
      name: run.name,
      outcome,
      required: false,
      url: run.html_url ?? '',
      // Only what Actions runs is a job with a log; its check run bears the job's id.
      jobId: run.app?.slug === 'github-actions' ? run.id : null,
      runId: null,
    };
    return [{ sha, completedAtMs: Date.parse(run.completed_at ?? '') || 0, check }];
  });
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
