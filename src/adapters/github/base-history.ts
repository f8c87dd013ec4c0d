// What CI of the base branch did lately: how long its workflows took, and which checks its newest green commit has.
import type { BaseHistory, PastRun, SeenOnBase } from '#core/ci/surroundings.ts';
import { isSha, type Sha, sha } from '#core/ids.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Clock } from '#ports/clock.ts';
import type { ApiRun } from './check-facts.ts';
import type { GitHubClients } from './clients.ts';
import { Recent } from './recent.ts';
import { at } from './repositories.ts';

/** History changes slowly, and its lists with every run: not every poll needs them anew. */
const FRESH_MS = 10 * 60_000;
const KEPT = 200;
/** Fewer runs than this on the base branch: those of other branches say how long a workflow takes. */
const ENOUGH_RUNS = 5;

type ListedRun = Pick<
  ApiRun,
  'path' | 'check_suite_id' | 'conclusion' | 'run_started_at' | 'created_at' | 'updated_at'
> & {
  readonly head_sha: string;
  readonly head_branch: string | null;
};

type Runs = { readonly onBase: readonly ListedRun[]; readonly elsewhere: readonly ListedRun[] };

export type ReadBase = (
  repo: RepoRef,
  base: { readonly branch: string; readonly headSha: Sha | null; readonly needsChecks: boolean },
) => Promise<BaseHistory>;

export function baseHistory(clients: GitHubClients, clock: Clock): ReadBase {
  const lists = new Recent<{ readonly atMs: number; readonly runs: Runs }>(KEPT);
  const greens = new Recent<{ readonly atMs: number; readonly seen: readonly Seen[] | undefined }>(KEPT);

  const runsOf = async (repo: RepoRef, branch: string): Promise<Runs> => {
    const key = JSON.stringify([repoName(repo), branch]);
    const known = lists.get(key);
    if (known !== undefined && clock.nowMs() - known.atMs < FRESH_MS) return known.runs;
    const onBase = await listRuns(clients, repo, branch);
    const all = await listRuns(clients, repo, undefined);
    const runs = { onBase, elsewhere: all.filter((run) => run.head_branch !== branch) };
    lists.set(key, { atMs: clock.nowMs(), runs });
    return runs;
  };

  /** A green commit stays what it is; another one may become green. */
  const seenAt = async (repo: RepoRef, commit: Sha): Promise<readonly Seen[] | undefined> => {
    const key = JSON.stringify([repoName(repo), commit]);
    const known = greens.get(key);
    const isFresh = known !== undefined && clock.nowMs() - known.atMs < FRESH_MS;
    if (known !== undefined && (isFresh || known.seen !== undefined)) return known.seen;
    const seen = await checksOf(clients, repo, commit);
    greens.set(key, { atMs: clock.nowMs(), seen });
    return seen;
  };

  return async (repo, { branch, headSha, needsChecks }) => {
    const runs = await runsOf(repo, branch);
    const past = (runs.onBase.length >= ENOUGH_RUNS ? runs.onBase : runs.elsewhere).flatMap(pastRun);
    if (!needsChecks) return { greenSha: null, seen: [], runs: past };
    const green = newestGreen(runs.onBase) ?? headSha;
    if (green === null) return { greenSha: null, seen: [], runs: past };
    const known = await seenAt(repo, green);
    return {
      greenSha: known === undefined ? null : green,
      seen: alsoElsewhere(known ?? [], runs),
      runs: past,
    };
  };
}

async function listRuns(
  clients: GitHubClients,
  repo: RepoRef,
  branch: string | undefined,
): Promise<ListedRun[]> {
  const { data } = await clients.call(
    { repo, permission: 'Actions: read' },
    async (octokit) =>
      await octokit.rest.actions.listWorkflowRunsForRepo({
        ...at(repo),
        ...(branch === undefined ? {} : { branch }),
        status: 'completed',
        exclude_pull_requests: true,
        per_page: 100,
      }),
  );
  return data.workflow_runs;
}

const JUDGED: ReadonlySet<string> = new Set(['success', 'failure']);

function pastRun(run: ListedRun): PastRun[] {
  const startMs = Date.parse(run.run_started_at ?? run.created_at);
  const durationMs = Date.parse(run.updated_at) - startMs;
  return JUDGED.has(run.conclusion ?? '') && durationMs >= 0 ? [{ workflow: run.path, durationMs }] : [];
}

const GOOD: ReadonlySet<string | null> = new Set(['success', 'neutral', 'skipped']);

/** The newest commit of which no run ended otherwise than well; the list is newest first. */
function newestGreen(runs: readonly ListedRun[]): Sha | null {
  const commits = new Map<string, boolean>();
  for (const run of runs) {
    commits.set(run.head_sha, (commits.get(run.head_sha) ?? true) && GOOD.has(run.conclusion));
  }
  const [green] = [...commits].find(([, isGood]) => isGood) ?? [];
  return green !== undefined && isSha(green) ? sha(green) : null;
}

/** `suiteId` leads to the workflow of a check that is a job. */
type Seen = SeenOnBase & { readonly suiteId: number | undefined };

/** Undefined where the commit is not green after all: it says nothing of what a good one shows. */
async function checksOf(
  clients: GitHubClients,
  repo: RepoRef,
  commit: Sha,
): Promise<readonly Seen[] | undefined> {
  const checks = await clients.call(
    { repo, permission: 'Checks: read' },
    async (octokit) =>
      await octokit.paginate(octokit.rest.checks.listForRef, { ...at(repo), ref: commit, per_page: 100 }),
  );
  const { data } = await clients.call(
    { repo, permission: 'Commit statuses: read' },
    async (octokit) =>
      await octokit.rest.repos.getCombinedStatusForRef({ ...at(repo), ref: commit, per_page: 100 }),
  );
  const isGreen =
    checks.every(({ status, conclusion }) => status === 'completed' && GOOD.has(conclusion)) &&
    data.statuses.every(({ state }) => state === 'success');
  // A commit that was merged just now has no checks yet.
  const hasAny = checks.length + data.statuses.length > 0;
  return isGreen && hasAny ? seenOf(checks, data.statuses) : undefined;
}

type ListedCheck = {
  readonly name: string;
  readonly conclusion: string | null;
  readonly started_at: string | null;
  readonly app: { readonly slug?: string | undefined } | null;
  readonly check_suite: { readonly id: number } | null;
};

function seenOf(
  checks: readonly ListedCheck[],
  statuses: readonly { readonly context: string; readonly created_at: string }[],
): readonly Seen[] {
  const ran = checks.filter(({ conclusion }) => conclusion !== 'skipped');
  const found = [
    ...ran.map(({ name, app, started_at: startedAt, check_suite: suite }) => ({
      name,
      app: app?.slug ?? null,
      startedAt,
      suiteId: suite?.id,
    })),
    ...statuses.map(({ context: name, created_at: startedAt }) => ({
      name,
      app: null,
      startedAt,
      suiteId: undefined,
    })),
  ];
  const startMs = (text: string | null): number =>
    text === null ? Number.MAX_SAFE_INTEGER : Date.parse(text);
  const firstMs = Math.min(...found.map(({ startedAt }) => startMs(startedAt)));
  return found.map(({ startedAt, ...seen }) => ({
    ...seen,
    lagMs: startedAt === null ? 0 : startMs(startedAt) - firstMs,
  }));
}

/** A workflow that never ran outside the base branch (a deployment) is not expected there. Where nothing else ran at all, that is not known. */
function alsoElsewhere(seen: readonly Seen[], { onBase, elsewhere }: Runs): readonly SeenOnBase[] {
  const paths = new Set(elsewhere.map(({ path }) => path));
  const workflows = new Map(onBase.map((run) => [run.check_suite_id, run.path]));
  const isOfBaseOnly = ({ suiteId }: Seen): boolean => {
    const workflow = suiteId === undefined ? undefined : workflows.get(suiteId);
    return paths.size > 0 && workflow !== undefined && !paths.has(workflow);
  };
  return seen.filter((each) => !isOfBaseOnly(each)).map(({ name, app, lagMs }) => ({ name, app, lagMs }));
}
