// What may keep CI from starting, read only when something that should have come did not.
import type { CiObstacles, WorkflowFact } from '#core/ci/surroundings.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { CiHead } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { at } from './repositories.ts';
import { workflowFact } from './workflow-file.ts';

const MAX_WORKFLOWS = 20;
/** GitHub lists at most 300 files of a comparison: beyond that the list is not whole. */
const MAX_COMPARED_FILES = 300;

export async function readObstacles(
  clients: GitHubClients,
  repo: RepoRef,
  head: CiHead,
): Promise<CiObstacles> {
  const [commitMessage, workflows, changedPaths, actionsEnabled] = [
    await orNull(async () => await messageOf(clients, repo, head.sha)),
    await workflowsAt(clients, repo, head.sha),
    await orNull(async () => await changesOf(clients, repo, head)),
    await orNull(async () => await areActionsOn(clients, repo)),
  ];
  const { baseBranch, branch } = head;
  return { commitMessage, baseBranch, branch, workflows, changedPaths, actionsEnabled };
}

/** What may not be read, or is not there, is unknown. */
async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PortError && [403, 404].includes(statusOf(error.cause) ?? 0) && !error.retryable)
      return null;
    throw error;
  }
}

async function messageOf(clients: GitHubClients, repo: RepoRef, sha: string): Promise<string> {
  const { data } = await clients.call(
    { repo, permission: 'Contents: read' },
    async (octokit) => await octokit.rest.git.getCommit({ ...at(repo), commit_sha: sha }),
  );
  return data.message;
}

async function changesOf(
  clients: GitHubClients,
  repo: RepoRef,
  head: CiHead,
): Promise<readonly string[] | null> {
  const { data } = await clients.call(
    { repo, permission: 'Contents: read' },
    async (octokit) =>
      await octokit.rest.repos.compareCommitsWithBasehead({
        ...at(repo),
        basehead: `${head.baseBranch}...${head.sha}`,
        per_page: 100,
      }),
  );
  const files = data.files ?? [];
  return files.length >= MAX_COMPARED_FILES ? null : files.map(({ filename }) => filename);
}

/** Needs Administration: read, which Greenlight does not ask for. */
async function areActionsOn(clients: GitHubClients, repo: RepoRef): Promise<boolean> {
  const { data } = await clients.call(
    { repo, permission: 'Administration: read', mayBeRefused: true },
    async (octokit) => await octokit.rest.actions.getGithubActionsPermissionsRepository(at(repo)),
  );
  return data.enabled;
}

async function workflowsAt(
  clients: GitHubClients,
  repo: RepoRef,
  sha: string,
): Promise<readonly WorkflowFact[]> {
  const { data } = await clients.call(
    { repo, permission: 'Actions: read' },
    async (octokit) => await octokit.rest.actions.listRepoWorkflows({ ...at(repo), per_page: 100 }),
  );
  const facts: WorkflowFact[] = [];
  // Those that GitHub itself brings (`dynamic/…`) have no file.
  const own = data.workflows.filter(({ path }) => path.startsWith('.github/workflows/'));
  for (const { path, state } of own.slice(0, MAX_WORKFLOWS)) {
    const text = await orNull(async () => await fileAt(clients, repo, path, sha));
    if (text !== null) facts.push(workflowFact(path, state, text));
  }
  return facts;
}

async function fileAt(
  clients: GitHubClients,
  repo: RepoRef,
  path: string,
  ref: string,
): Promise<string | null> {
  const { data } = await clients.call(
    { repo, permission: 'Contents: read' },
    async (octokit) => await octokit.rest.repos.getContent({ ...at(repo), path, ref }),
  );
  return !Array.isArray(data) && 'content' in data
    ? Buffer.from(data.content, 'base64').toString('utf8')
    : null;
}
