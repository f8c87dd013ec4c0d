// A full read of what GitHub knows about one commit, in the order that keeps it honest.
import { APPROVAL_CHECK } from '#core/approval.ts';
import type { CheckFact, CiSnapshot } from '#core/ci/report.ts';
import type { RequiredCheck } from '#core/ci/surroundings.ts';
import type { Sha } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { CiHead } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';
import type { ReadBase } from './base-history.ts';
import {
  type ApiRun,
  type ApiSuite,
  checkRunFact,
  jobFact,
  runFact,
  statusFacts,
  suiteFact,
} from './check-facts.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import type { AskRequired } from './is-required.ts';
import { type ApiJob, jobsOfRun } from './jobs.ts';
import { isOwnCheck } from './own-checks.ts';
import { getPull } from './pull-requests.ts';
import { at, readSha } from './repositories.ts';
import type { ReadRules } from './required-checks.ts';
import { withTimeouts } from './timed-out-jobs.ts';

export type CiReaders = {
  readonly clients: GitHubClients;
  readonly rules: ReadRules;
  readonly isRequired: AskRequired;
  readonly base: ReadBase;
};

/**
 * Workflow runs are read before check runs: a run that was complete then has all its jobs in the list read after it.
 * The other way round, a job that starts between the two reads would be missed under a finished run.
 */
export async function readCi(
  readers: CiReaders,
  repo: RepoRef,
  head: CiHead,
  policy: readonly string[],
): Promise<CiSnapshot> {
  try {
    return await read(readers, repo, head, policy);
  } catch (error) {
    throw isNotThereYet(error) ? notThereYet(repo, head.sha, error) : error;
  }
}

/** GitHub's API may lag behind a push for a moment: it answers 422 for a commit it has not heard of. */
const isNotThereYet = (error: unknown): boolean =>
  error instanceof PortError && statusOf(error.cause) === 422;

const notThereYet = (repo: RepoRef, sha: string, cause: unknown): PortError =>
  new PortError(
    problem('forge_unavailable', `${repoName(repo)}: GitHub does not show commit ${sha.slice(0, 10)} yet`),
    {
      retryable: true,
      cause,
    },
  );

async function read(
  { clients, rules, isRequired, base }: CiReaders,
  repo: RepoRef,
  head: CiHead,
  policy: readonly string[],
): Promise<CiSnapshot> {
  const runs = await workflowRuns(clients, repo, head.sha);
  const [jobs, statuses, suites, pull, told] = await Promise.all([
    checkRunFacts(clients, repo, head.sha, runs),
    commitStatuses(clients, repo, head.sha),
    checkSuites(clients, repo, head.sha),
    head.pullRequest === null ? null : getPull(clients, repo, head.pullRequest),
    rules(repo, head.baseBranch),
  ]);
  const shown = pull?.state === 'open' ? readSha(pull.head.sha) : undefined;
  const mergeable = shown === head.sha ? (pull?.mergeable ?? null) : null;
  const foreign = suites.filter(({ id }) => !jobs.ownSuites.has(id));
  const checks = [...runs.map(runFact), ...jobs.facts, ...statusFacts(statuses), ...foreign.map(suiteFact)];
  const asked = shown === head.sha ? await isRequired(repo, head, checks) : [];
  // What a person decides is no word of CI, also where a merge requires it.
  const required = united(told.required, policy, asked).filter(({ name }) => name !== APPROVAL_CHECK);
  const { headSha, unreadRules } = told;
  const needsChecks = required.length === 0;
  return {
    headSha: head.sha,
    pullRequestHeadSha: shown === head.sha ? shown : await movedTo(clients, repo, head, shown),
    mergeState: mergeable === null ? 'unknown' : mergeable ? 'clean' : 'conflict',
    checks,
    required,
    unreadRules,
    pushedAtMs: head.pushedAtMs,
    base: await base(repo, { branch: head.baseBranch, headSha, needsChecks }),
  };
}

/** The forge's own answer adds what no rule that could be read has told. */
function united(
  rules: readonly RequiredCheck[],
  policy: readonly string[],
  asked: readonly RequiredCheck[],
): readonly RequiredCheck[] {
  const named = [
    ...rules,
    ...[...new Set(policy)].map((name) => ({ name, appId: null, from: 'policy' as const })),
  ];
  return [...named, ...asked.filter(({ name }) => !named.some((one) => one.name === name))];
}

/** A pull request may show the commit before for some moments after a push; the branch itself knows at once. */
async function movedTo(
  clients: GitHubClients,
  repo: RepoRef,
  head: CiHead,
  shown: Sha | undefined,
): Promise<Sha | undefined> {
  if (shown === undefined) return undefined;
  const { data } = await clients.call(
    { repo, permission: 'Contents: read' },
    async (octokit) => await octokit.rest.git.listMatchingRefs({ ...at(repo), ref: `heads/${head.branch}` }),
  );
  const branch = data.find(({ ref }) => ref === `refs/heads/${head.branch}`);
  return branch === undefined ? shown : readSha(branch.object.sha);
}

async function workflowRuns(clients: GitHubClients, repo: RepoRef, sha: string): Promise<ApiRun[]> {
  return await clients.call(
    { repo, permission: 'Actions: read' },
    async (octokit) =>
      await octokit.paginate(octokit.rest.actions.listWorkflowRunsForRepo, {
        ...at(repo),
        head_sha: sha,
        per_page: 100,
      }),
  );
}

async function checkSuites(clients: GitHubClients, repo: RepoRef, sha: string): Promise<ApiSuite[]> {
  return await clients.call(
    { repo, permission: 'Checks: read' },
    async (octokit) =>
      await octokit.paginate(octokit.rest.checks.listSuitesForRef, { ...at(repo), ref: sha, per_page: 100 }),
  );
}

async function commitStatuses(clients: GitHubClients, repo: RepoRef, sha: string) {
  return await clients.call(
    { repo, permission: 'Commit statuses: read' },
    async (octokit) =>
      await octokit.paginate(octokit.rest.repos.listCommitStatusesForRef, {
        ...at(repo),
        ref: sha,
        per_page: 100,
      }),
  );
}

async function checkRunFacts(
  clients: GitHubClients,
  repo: RepoRef,
  sha: string,
  runs: readonly ApiRun[],
): Promise<{ readonly facts: readonly CheckFact[]; readonly ownSuites: ReadonlySet<number> }> {
  const all = await clients.call(
    { repo, permission: 'Checks: read' },
    async (octokit) =>
      await octokit.paginate(octokit.rest.checks.listForRef, {
        ...at(repo),
        ref: sha,
        filter: 'latest',
        per_page: 100,
      }),
  );
  const [own, checks] = [all.filter(isOwnCheck), all.filter((check) => !isOwnCheck(check))];
  const asked = await Promise.all(
    runs.filter(needsJobs).map(async (run) => ({ run, jobs: await jobsOfRun(clients, repo, run.id) })),
  );
  const jobs = new Map<number, ApiJob>(asked.flatMap((each) => each.jobs).map((job) => [job.id, job]));
  const facts = checks.map((check) => checkRunFact(check, runs, jobs.get(check.id)));
  const seen = new Set(checks.map(({ id }) => id));
  const older = asked.flatMap(({ run, jobs: ofRun }) =>
    ofRun.filter(({ id }) => !seen.has(id)).map((job) => jobFact(job, run)),
  );
  return {
    facts: [...(await withTimeouts(clients, repo, facts)), ...older],
    ownSuites: new Set(own.flatMap(({ check_suite: suite }) => suite?.id ?? [])),
  };
}

/** Steps tell a change's failure from the runner's; older attempts have used minutes too. */
function needsJobs(run: ApiRun): boolean {
  const endedBadly =
    run.status === 'completed' && !['success', 'neutral', 'skipped'].includes(run.conclusion ?? '');
  return endedBadly || (run.run_attempt ?? 1) > 1;
}
