// What reviewers said of a pull request: the words of their reviews, and their remarks on lines.
import type { RepoRef } from '#core/task/request.ts';
import { repoName } from '#core/task/request.ts';
import type { Forge, ReviewRemark } from '#ports/forge.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

const PAGE = 100;
const MAX_REMARKS = 100;

export function githubReviewRemarks(clients: GitHubClients): Pick<Forge, 'reviewRemarks'> {
  return {
    async reviewRemarks(repo, number) {
      const all = [...(await reviews(clients, repo, number)), ...(await onLines(clients, repo, number))];
      return all.sort((a, b) => a.atMs - b.atMs).slice(-MAX_REMARKS);
    },
  };
}

/** GitHub gives them oldest first, and knows no other order: the last page has the newest. */
async function reviews(
  clients: GitHubClients,
  repo: RepoRef,
  number: number,
): Promise<readonly ReviewRemark[]> {
  const data = await clients.call(
    callOn(repo, number),
    async (octokit) =>
      await octokit.paginate(octokit.rest.pulls.listReviews, {
        ...at(repo),
        pull_number: number,
        per_page: PAGE,
      }),
  );
  return data.flatMap(({ user, body, submitted_at: when }) =>
    isPerson(user) && body.trim() !== '' && when !== undefined
      ? [{ by: user.login, text: body, atMs: Date.parse(when) }]
      : [],
  );
}

async function onLines(
  clients: GitHubClients,
  repo: RepoRef,
  number: number,
): Promise<readonly ReviewRemark[]> {
  const { data } = await clients.call(
    callOn(repo, number),
    async (octokit) =>
      await octokit.rest.pulls.listReviewComments({
        ...at(repo),
        pull_number: number,
        sort: 'created',
        direction: 'desc',
        per_page: PAGE,
      }),
  );
  return data.flatMap(({ user, body, created_at: when, path, line }) =>
    isPerson(user)
      ? [{ by: user.login, text: body, atMs: Date.parse(when), path, ...(line ? { line } : {}) }]
      : [],
  );
}

const isPerson = (user: { login: string; type: string } | null): user is { login: string; type: string } =>
  user !== null && user.type !== 'Bot';

const callOn = (repo: RepoRef, number: number) => ({
  repo,
  permission: 'Pull requests: read',
  subject: `${repoName(repo)}#${number}`,
});
