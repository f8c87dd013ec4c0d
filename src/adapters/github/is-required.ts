// GitHub's own answer, check by check, to whether a pull request needs it: rules of every kind are in it, whoever may read them.
import type { CheckFact } from '#core/ci/report.ts';
import type { RequiredCheck } from '#core/ci/surroundings.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { Recent } from './recent.ts';

type Context =
  | { readonly __typename: 'CheckRun'; readonly name: string; readonly isRequired: boolean }
  | { readonly __typename: 'StatusContext'; readonly context: string; readonly isRequired: boolean };

type Answer = {
  readonly repository: {
    readonly pullRequest: {
      readonly commits: {
        readonly nodes: readonly {
          readonly commit: {
            readonly oid: string;
            readonly statusCheckRollup: {
              readonly contexts: {
                readonly nodes: readonly Context[];
                readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
              };
            } | null;
          };
        }[];
      };
    } | null;
  } | null;
};

const QUERY = `query requiredChecks($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      commits(last: 1) {
        nodes {
          commit {
            oid
            statusCheckRollup {
              contexts(first: 100, after: $after) {
                nodes {
                  __typename
                  ... on CheckRun { name isRequired(pullRequestNumber: $number) }
                  ... on StatusContext { context isRequired(pullRequestNumber: $number) }
                }
                pageInfo { hasNextPage endCursor }
              }
            }
          }
        }
      }
    }
  }
}`;

const MAX_PAGES = 5;
const KEPT_ANSWERS = 500;

export type AskRequired = (
  repo: RepoRef,
  head: { readonly sha: string; readonly pullRequest: number | null },
  facts: readonly CheckFact[],
) => Promise<readonly RequiredCheck[]>;

/** GraphQL answers have no ETag: asked once for each set of names at a commit, as their requiredness is a matter of names. */
export function askRequired(clients: GitHubClients): AskRequired {
  const answers = new Recent<readonly RequiredCheck[]>(KEPT_ANSWERS);
  return async (repo, { sha, pullRequest }, facts) => {
    const checks = facts.filter(({ source }) => source === 'check_run' || source === 'status');
    if (pullRequest === null || checks.length === 0) return [];
    const found = [...new Set(checks.map(({ name }) => name))].sort();
    const key = JSON.stringify([repoName(repo), pullRequest, sha, found]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const contexts = await contextsOf(clients, repo, pullRequest, sha);
    if (contexts === undefined) return [];
    const required = contexts.filter(({ isRequired }) => isRequired).map(nameOf);
    const all = [...new Set(required)].map((name) => ({ name, appId: null, from: 'forge' as const }));
    answers.set(key, all);
    return all;
  };
}

const nameOf = (context: Context): string =>
  context.__typename === 'CheckRun' ? context.name : context.context;

/** Undefined where GitHub does not tell: not this commit any more, or not to this App. The rules that were read still hold. */
async function contextsOf(
  clients: GitHubClients,
  repo: RepoRef,
  number: number,
  sha: string,
): Promise<readonly Context[] | undefined> {
  const all: Context[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const commit = await lastCommit(clients, repo, number, after);
    if (commit?.oid !== sha) return undefined;
    const contexts = commit.statusCheckRollup?.contexts;
    all.push(...(contexts?.nodes ?? []));
    if (contexts?.pageInfo.hasNextPage !== true) return all;
    after = contexts.pageInfo.endCursor;
  }
  return all;
}

async function lastCommit(clients: GitHubClients, repo: RepoRef, number: number, after: string | null) {
  const call = {
    repo,
    permission: 'Checks: read',
    subject: `${repoName(repo)}#${number}`,
    mayBeRefused: true,
  };
  try {
    const { owner, name } = repo;
    const answer = await clients.call(
      call,
      async (octokit) => await octokit.graphql<Answer>(QUERY, { owner, name, number, after }),
    );
    return answer.repository?.pullRequest?.commits.nodes[0]?.commit;
  } catch (error) {
    const isRefused = error instanceof PortError && !error.retryable;
    if (isRefused) return undefined;
    throw error;
  }
}
