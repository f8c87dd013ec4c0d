// What a branch requires before a merge, from rulesets and from classic branch protection. What may not be read is said to be unknown.

import type { RequiredCheck, UnreadRules } from '#core/ci/surroundings.ts';
import { isSha, type Sha, sha } from '#core/ids.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { at } from './repositories.ts';

export type BranchRules = {
  readonly required: readonly RequiredCheck[];
  readonly unreadRules: readonly UnreadRules[];
  /** Null where the branch is not there, or may not be read. */
  readonly headSha: Sha | null;
};
export type ReadRules = (repo: RepoRef, branch: string) => Promise<BranchRules>;

/** A refusal is logged once for each repository and kind. */
export function branchRules(clients: GitHubClients, log: Log): ReadRules {
  const told = new Set<string>();
  const sayOnce = (repo: RepoRef, unread: UnreadRules) => {
    const key = `${unread} ${repoName(repo)}`;
    if (told.has(key)) return;
    told.add(key);
    log.info(
      { repo: repoName(repo), what: unread },
      'required checks of this kind cannot be read: they are unknown',
    );
  };
  return async (repo, branch) => {
    const [rulesets, { classic, headSha }] = await Promise.all([
      orRefused(async () => await fromRules(clients, repo, branch)),
      fromBranch(clients, repo, branch),
    ]);
    const unreadRules: UnreadRules[] = [];
    if (rulesets === 'refused') unreadRules.push('rulesets');
    if (classic === 'refused') unreadRules.push('branch_protection');
    for (const unread of unreadRules) sayOnce(repo, unread);
    const required = [rulesets, classic].flatMap((list) => (list === 'refused' ? [] : list));
    return { required, unreadRules, headSha };
  };
}

type OrRefused = readonly RequiredCheck[] | 'refused';

/** Absent rules are none; rules behind a permission that was not given are not. */
async function orRefused(read: () => Promise<readonly RequiredCheck[]>): Promise<OrRefused> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const status = statusOf(error.cause);
    if (status === 404) return [];
    if (status === 403 && error.problem.code === 'permission_missing') return 'refused';
    throw error;
  }
}

async function fromRules(
  clients: GitHubClients,
  repo: RepoRef,
  branch: string,
): Promise<readonly RequiredCheck[]> {
  const rules = await clients.call(
    { repo, permission: 'Metadata: read', mayBeRefused: true },
    async (octokit) =>
      await octokit.paginate(octokit.rest.repos.getBranchRules, { ...at(repo), branch, per_page: 100 }),
  );
  return rules.flatMap((rule) =>
    rule.type === 'required_status_checks'
      ? (rule.parameters?.required_status_checks ?? []).map(({ context, integration_id: appId }) => ({
          name: context,
          appId: appId ?? null,
          from: 'ruleset' as const,
        }))
      : [],
  );
}

type Checks = {
  readonly enforcement_level?: string;
  readonly contexts?: readonly string[];
  readonly checks?: readonly { readonly context: string; readonly app_id: number | null }[];
};

/**
 * The branch tells whoever may read it whether it is protected and which checks that requires. Only where it does not tell
 * (a server of before that) is its protection asked for, which needs Administration: read.
 */
async function fromBranch(
  clients: GitHubClients,
  repo: RepoRef,
  name: string,
): Promise<{ classic: OrRefused; headSha: Sha | null }> {
  const branch = await branchOf(clients, repo, name);
  if (branch === undefined) return { classic: [], headSha: null };
  const { protection, commit } = branch;
  const headSha = isSha(commit.sha) ? sha(commit.sha) : null;
  if (!branch.protected) return { classic: [], headSha };
  // A branch that only rulesets protect says `enabled: false`.
  if (protection?.enabled === false) return { classic: [], headSha };
  const told: Checks | undefined = protection?.required_status_checks;
  if (told !== undefined)
    return { classic: told.enforcement_level === 'off' ? [] : asRequired(told), headSha };
  return { classic: await orRefused(async () => await fromProtection(clients, repo, name)), headSha };
}

async function branchOf(clients: GitHubClients, repo: RepoRef, branch: string) {
  try {
    const { data } = await clients.call(
      { repo, permission: 'Contents: read' },
      async (octokit) => await octokit.rest.repos.getBranch({ ...at(repo), branch }),
    );
    return data;
  } catch (error) {
    if (error instanceof PortError && statusOf(error.cause) === 404) return undefined;
    throw error;
  }
}

async function fromProtection(
  clients: GitHubClients,
  repo: RepoRef,
  branch: string,
): Promise<readonly RequiredCheck[]> {
  const { data } = await clients.call(
    { repo, permission: 'Administration: read', mayBeRefused: true },
    async (octokit) => await octokit.rest.repos.getBranchProtection({ ...at(repo), branch }),
  );
  return asRequired(data.required_status_checks ?? {});
}

/** `checks` says the same as `contexts`, with the app; -1 means any app. */
function asRequired({ contexts = [], checks = [] }: Checks): readonly RequiredCheck[] {
  const named = new Set(checks.map(({ context }) => context));
  const bare = contexts
    .filter((context) => !named.has(context))
    .map((context) => ({ context, app_id: null }));
  return [...checks, ...bare].map(({ context, app_id: appId }) => ({
    name: context,
    appId: appId === null || appId < 0 ? null : appId,
    from: 'branch_protection',
  }));
}
