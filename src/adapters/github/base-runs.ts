// How jobs ended on the base branch: what tells a broken base from a broken change.
import type { CheckSummary } from '#core/ci/report.ts';
import type { Sha } from '#core/ids.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { CheckName, Forge, ForgeBaseRun } from '#ports/forge.ts';
import type { GitHubClients } from './clients.ts';
import { at, readSha } from './repositories.ts';

/** A branch whose newest commits were all skipped by path filters is asked no further. */
const MAX_COMMITS = 3;
const OUTCOMES: Readonly<Record<string, 'passed' | 'failed'>> = { success: 'passed', failure: 'failed' };

export function githubBaseRuns(clients: GitHubClients): Pick<Forge, 'baseRuns'> {
  return {
    async baseRuns(repo, base, jobs) {
      const begun = await finishedJobs(clients, repo, base.sha, jobs);
      const found: ForgeBaseRun[] = begun.map((run) => ({ ...run, at: 'base' }));
      let missing = jobs;
      for (const sha of await newestCommits(clients, repo, base.branch)) {
        if (missing.length === 0) break;
        const runs = sha === base.sha ? begun : await finishedJobs(clients, repo, sha, missing);
        const here = runs.filter(({ check }) => missing.some((wanted) => isMeant(check, wanted)));
        found.push(...here.map((run) => ({ ...run, at: 'newest' as const })));
        missing = missing.filter((wanted) => !here.some(({ check }) => isMeant(check, wanted)));
      }
      return found;
    },
  };
}

const isMeant = (check: Pick<CheckSummary, 'name' | 'workflow'>, { name, workflow }: CheckName): boolean =>
  check.name === name && (workflow === null || check.workflow === workflow);

/** The newest attempt of each job: GitHub's `latest`. A pull request's run belongs to its own commit, so none is among them. */
async function finishedJobs(
  clients: GitHubClients,
  repo: RepoRef,
  sha: Sha,
  wanted: readonly CheckName[],
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
    ({ conclusion, name }) =>
      OUTCOMES[conclusion ?? ''] !== undefined && wanted.some((each) => each.name === name),
  );
  const runs = found.some(isJob) ? await runsAt(clients, repo, sha) : new Map<number, Run>();
  const named = found.map((run) => {
    const own = isJob(run) ? runs.get(run.check_suite?.id ?? 0) : undefined;
    return {
      sha,
      completedAtMs: Date.parse(run.completed_at ?? '') || 0,
      check: {
        name: run.name,
        outcome: OUTCOMES[run.conclusion ?? ''] ?? 'failed',
        required: false,
        url: run.html_url ?? '',
        jobId: isJob(run) ? run.id : null,
        runId: own?.id ?? null,
        ...(own === undefined ? {} : { workflow: own.path }),
        checkRunId: run.id,
      },
    };
  });
  return named.filter(({ check }) => wanted.some((each) => isMeant(check, each)));
}

/** Only what Actions runs is a job with a log; its check run bears the job's id. */
const isJob = ({ app }: { readonly app: { readonly slug?: string | undefined } | null }): boolean =>
  app?.slug === 'github-actions';

type Run = { readonly id: number; readonly path: string };

/** Workflow runs of a commit by their check suite. */
async function runsAt(clients: GitHubClients, repo: RepoRef, sha: Sha): Promise<ReadonlyMap<number, Run>> {
  const { data } = await clients.call(
    { repo, permission: 'Actions: read' },
    async (octokit) =>
      await octokit.rest.actions.listWorkflowRunsForRepo({ ...at(repo), head_sha: sha, per_page: 100 }),
  );
  return new Map(data.workflow_runs.map(({ check_suite_id: suite, id, path }) => [suite ?? 0, { id, path }]));
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
