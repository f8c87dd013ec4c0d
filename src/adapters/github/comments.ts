// Comments on pull requests, each posted once: a mark that GitHub shows to nobody says which one it is.
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Forge } from '#ports/forge.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

const MAX_BODY_CHARS = 60_000;
const PAGE = 100;
const MAX_PAGES = 10;

export function githubComments(clients: GitHubClients): Pick<Forge, 'comment'> {
  return {
    async comment(repo, number, key, body) {
      const mark = `<!-- greenlight ${key.replace(/[^\w.-]/g, '_')} -->`;
      if (await isThere(clients, repo, number, mark)) return;
      await clients.call(callOn(repo, number, 'Pull requests: write'), async (octokit) => {
        await octokit.rest.issues.createComment({
          ...at(repo),
          issue_number: number,
          body: `${body.slice(0, MAX_BODY_CHARS)}\n\n${mark}`,
        });
      });
    },
  };
}

const callOn = (repo: RepoRef, number: number, permission: string) => ({
  repo,
  permission,
  subject: `${repoName(repo)}#${number}`,
});

/** Only what an app wrote counts: a person's comment with the same mark keeps nothing from being said. */
async function isThere(
  clients: GitHubClients,
  repo: RepoRef,
  number: number,
  mark: string,
): Promise<boolean> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { data } = await clients.call(
      callOn(repo, number, 'Pull requests: read'),
      async (octokit) =>
        await octokit.rest.issues.listComments({ ...at(repo), issue_number: number, per_page: PAGE, page }),
    );
    if (data.some(({ body, user }) => user?.type === 'Bot' && body?.includes(mark))) return true;
    if (data.length < PAGE) return false;
  }
  return false;
}
