// Repositories, branches and files as the Forge port wants them.

import { isSha, type Sha, sha } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import { FORGE_LEVELS, type ForgeLevel } from '#core/standing.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Clock } from '#ports/clock.ts';
import type { Forge } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitRemote } from '#ports/publisher.ts';
import type { Call, GitHubClients } from './clients.ts';
import { isGitHubFailure, statusOf } from './errors.ts';

/** What Greenlight does with a repository, in the words of the App's settings page. Each has its reason in the README. */
const NEEDED_PERMISSIONS = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  checks: 'read',
  actions: 'write',
  statuses: 'read',
} as const;

const MAX_FILE_BYTES = 256 * 1024;
/** A push may take a while: a token with less life than this is replaced. */
const MIN_TOKEN_LIFE_MS = 10 * 60_000;

type Repositories = Pick<Forge, 'repository' | 'permissionOf' | 'branchHead' | 'readFile' | 'gitRemote'>;

export function githubRepositories(clients: GitHubClients, clock: Clock): Repositories {
  return {
    async repository(repo) {
      const call = { repo, permission: 'Metadata: read' };
      const { data } = await clients.call(call, async (octokit) => await octokit.rest.repos.get(at(repo)));
      if (data.archived) throw refused(repo, 'the repository is archived, so nothing can be pushed to it');
      await requirePermissions(clients, repo);
      return { defaultBranch: data.default_branch, isPrivate: data.private };
    },

    async permissionOf(repo, login) {
      const call = { repo, permission: 'Metadata: read', subject: `${repoName(repo)}: ${login}` };
      const data = await absentOr(clients, call, async () => {
        const answer = await clients.call(
          call,
          async (octokit) =>
            await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at(repo), username: login }),
        );
        return answer.data;
      });
      if (!data?.user) return undefined;
      return {
        level: levelOf(data.role_name) ?? levelOf(data.permission) ?? 'none',
        accountId: data.user.id,
      };
    },

    async branchHead(repo, branch) {
      const call = { repo, permission: 'Contents: read' };
      const data = await absentOr(clients, call, async () => {
        const ref = await clients.call(
          call,
          async (octokit) => await octokit.rest.git.getRef({ ...at(repo), ref: `heads/${branch}` }),
        );
        return ref.data;
      });
      return data === undefined ? undefined : readSha(data.object.sha);
    },

    async readFile(repo, path, commit) {
      const call = { repo, permission: 'Contents: read', subject: `${repoName(repo)}:${path}` };
      const data = await absentOr(clients, call, async () => {
        const content = await clients.call(
          call,
          async (octokit) => await octokit.rest.repos.getContent({ ...at(repo), path, ref: commit }),
        );
        return content.data;
      });
      if (data === undefined || Array.isArray(data) || data.type !== 'file' || !('content' in data))
        return undefined;
      if (data.size > MAX_FILE_BYTES)
        throw refused(repo, `${path} is larger than ${MAX_FILE_BYTES / 1024} KiB`);
      return Buffer.from(data.content, 'base64').toString('utf8');
    },

    async gitRemote(repo) {
      return await remoteOf(clients, clock, repo);
    },
  };
}

/** A role of an organisation's own has a name of its own; `permission` then says what it comes to. */
const levelOf = (name: string): ForgeLevel | undefined => FORGE_LEVELS.find((level) => level === name);

export const at = (repo: RepoRef): { owner: string; repo: string } => ({
  owner: repo.owner,
  repo: repo.name,
});

export function readSha(text: string): Sha {
  if (!isSha(text)) throw new Error(`GitHub gave a commit id that is none: ${text.slice(0, 60)}`);
  return sha(text);
}

/** GitHub answers 404 for a missing thing and for a repository that the App cannot see: only the first is an absence. */
async function absentOr<T>(
  clients: GitHubClients,
  call: Call,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const status = error instanceof PortError ? statusOf(error.cause) : undefined;
    if (status === 409) return undefined;
    if (status !== 404) throw error;
    await clients.call(call, async (octokit) => await octokit.rest.repos.get(at(call.repo)));
    return undefined;
  }
}

const refused = (repo: RepoRef, detail: string): PortError =>
  new PortError(problem('forge_rejected', `${repoName(repo)}: ${detail}`), { retryable: false });

/** Says at the start what would otherwise stop the task half way. */
async function requirePermissions(clients: GitHubClients, repo: RepoRef): Promise<void> {
  const granted = await clients.grantedPermissions({ repo, permission: 'Metadata: read' });
  const lacking = Object.entries(NEEDED_PERMISSIONS)
    .filter(([name, level]) => granted[name] !== 'write' && granted[name] !== level)
    .map(([name, level]) => `${titleOf(name)}: ${level}`);
  if (lacking.length === 0) return;
  const detail = `${repoName(repo)}: the App needs ${lacking.join(', ')}, granted in its settings and accepted on the installation`;
  throw new PortError(problem('permission_missing', detail), { retryable: false });
}

function titleOf(name: string): string {
  if (name === 'statuses') return 'Commit statuses';
  const words = name.replace('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type InstallationToken = { readonly token: string; readonly expiresAt: string };

/** A token for this one repository and its contents only: it is handed to git. */
async function remoteOf(clients: GitHubClients, clock: Clock, repo: RepoRef): Promise<GitRemote> {
  const call = { repo, permission: 'Contents: write' };
  const narrowed = {
    type: 'installation',
    repositoryNames: [repo.name],
    permissions: { contents: 'write' },
  } as const;
  const ask = async (refresh: boolean) =>
    await clients.call(call, async (octokit) => {
      try {
        return (await octokit.auth({ ...narrowed, refresh })) as InstallationToken;
      } catch (error) {
        // What was not granted cannot be handed on: GitHub answers 422, and 404 where the repository is not the App's.
        if (isGitHubFailure(error) && error.status === 422) throw cannotPush(repo, error);
        throw error;
      }
    });
  let token = await ask(false);
  if (Date.parse(token.expiresAt) - clock.nowMs() < MIN_TOKEN_LIFE_MS) token = await ask(true);
  return {
    url: `${clients.webUrl}/${repo.owner}/${repo.name}.git`,
    username: 'x-access-token',
    password: token.token,
  };
}

const cannotPush = (repo: RepoRef, cause: unknown): PortError =>
  new PortError(
    problem(
      'permission_missing',
      `${repoName(repo)}: the App may not write here: it needs Contents: write on an installation that includes this repository`,
    ),
    { retryable: false, cause },
  );
