// The Forge port on GitHub, as an App. Put together here; each part is a file of its own.
import type { Forge } from '#ports/forge.ts';
import { githubAnnotations } from './annotations.ts';
import { baseHistory } from './base-history.ts';
import { githubBaseRuns } from './base-runs.ts';
import { GitHubClients, type GitHubOptions } from './clients.ts';
import { githubComments } from './comments.ts';
import { askRequired } from './is-required.ts';
import { githubJobLogs } from './job-logs.ts';
import { readObstacles } from './obstacles.ts';
import { githubOwnChecks } from './own-checks.ts';
import { githubPullRequests } from './pull-requests.ts';
import { type CiReaders, readCi } from './read-ci.ts';
import { githubReportFiles } from './report-files.ts';
import { githubRepositories } from './repositories.ts';
import { branchRules } from './required-checks.ts';
import { githubReviewRemarks } from './review-remarks.ts';

/** Throws PortError permission_missing when `privateKey` is not one. Opens no connection before the first call. */
export function githubForge(options: GitHubOptions): Forge {
  const clients = new GitHubClients(options);
  const readers: CiReaders = {
    clients,
    rules: branchRules(clients, options.log),
    isRequired: askRequired(clients),
    base: baseHistory(clients, options.clock),
  };
  return {
    measured: clients.meter.measured,
    ...githubRepositories(clients, options.clock),
    ...githubPullRequests(clients),
    ...githubComments(clients),
    ...githubReviewRemarks(clients),
    ...githubOwnChecks(clients),
    ...githubBaseRuns(clients),
    ...githubJobLogs(clients, options.log),
    ...githubReportFiles(clients, options.log),
    ...githubAnnotations(clients),
    async readCi(repo, head, required) {
      return await readCi(readers, repo, head, required);
    },
    async ciObstacles(repo, head) {
      return await readObstacles(clients, repo, head);
    },
  };
}
