// The Forge port on GitHub, as an App. Put together here; each part is a file of its own.
import type { Forge } from '#ports/forge.ts';
import { GitHubClients, type GitHubOptions } from './clients.ts';
import { githubJobLogs } from './job-logs.ts';
import { githubPullRequests } from './pull-requests.ts';
import { readCi } from './read-ci.ts';
import { githubRepositories } from './repositories.ts';
import { requiredContexts } from './required-contexts.ts';

/** Throws PortError permission_missing when `privateKey` is not one. Opens no connection before the first call. */
export function githubForge(options: GitHubOptions): Forge {
  const clients = new GitHubClients(options);
  const contexts = requiredContexts(clients, options.log);
  return {
    ...githubRepositories(clients, options.clock),
    ...githubPullRequests(clients),
    ...githubJobLogs(clients, options.log),
    async readCi(repo, head, required) {
      return await readCi(clients, contexts, repo, head, required);
    },
  };
}
