// What a branch requires before a merge, from rulesets and from classic branch protection.
import { type RepoRef, repoName } from '#core/task.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { at } from './repositories.ts';

export type RequiredContexts = (repo: RepoRef, branch: string) => Promise<readonly string[]>;

/** Reading classic protection needs Administration, which Greenlight does not ask for: a refusal counts as "none told", and is logged once. */
export function requiredContexts(clients: GitHubClients, log: Log): RequiredContexts {
  const told = new Set<string>();
  const orNone = async (what: string, repo: RepoRef, read: () => Promise<readonly string[]>) => {
    try {
      return await read();
    } catch (error) {
      const status = error instanceof PortError ? statusOf(error.cause) : undefined;
      const isRefusal =
        error instanceof PortError && error.problem.code === 'permission_missing' && status === 403;
      if (status !== 404 && !isRefusal) throw error;
      const key = `${what} ${repoName(repo)}`;
      if (status === 403 && !told.has(key)) {
        told.add(key);
        log.info(
          { repo: repoName(repo), what },
          'required checks of this kind cannot be read; none are assumed',
        );
      }
      return [];
    }
  };
  return async (repo, branch) => [
    ...(await orNone('rulesets', repo, async () => await fromRules(clients, repo, branch))),
    ...(await orNone('branch protection', repo, async () => await fromProtection(clients, repo, branch))),
  ];
}

async function fromRules(clients: GitHubClients, repo: RepoRef, branch: string): Promise<readonly string[]> {
  const rules = await clients.call(
    { repo, permission: 'Metadata: read', mayBeRefused: true },
    async (octokit) =>
      await octokit.paginate(octokit.rest.repos.getBranchRules, { ...at(repo), branch, per_page: 100 }),
  );
  return rules.flatMap((rule) =>
    rule.type === 'required_status_checks'
      ? (rule.parameters?.required_status_checks.map(({ context }) => context) ?? [])
      : [],
  );
}

async function fromProtection(
  clients: GitHubClients,
  repo: RepoRef,
  branch: string,
): Promise<readonly string[]> {
  const { data } = await clients.call(
    { repo, permission: 'Administration: read', mayBeRefused: true },
    async (octokit) => await octokit.rest.repos.getBranchProtection({ ...at(repo), branch }),
  );
  const { contexts = [], checks = [] } = data.required_status_checks ?? {};
  return [...contexts, ...checks.map(({ context }) => context)];
}
