// Pull requests as the Forge port wants them: found before they are opened, merged only at the expected commit.

import type { Sha } from '#core/ids.ts';
import type { MergeMethod } from '#core/policy.ts';
import { type ProblemCode, problem } from '#core/problem.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Forge, ForgePullRequest } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { fieldErrorsOf, isGitHubFailure, sayingOf } from './errors.ts';
import { at, readSha } from './repositories.ts';

const MAX_TITLE_CHARS = 250;
const MAX_BODY_CHARS = 60_000;
const WRITE = 'Pull requests: write';

type PullRequests = Pick<Forge, 'ensurePullRequest' | 'pullRequest' | 'markReady' | 'merge'>;
type PullRequestInput = Parameters<Forge['ensurePullRequest']>[0];

type PullData = {
  readonly number: number;
  readonly html_url: string;
  readonly draft?: boolean | undefined;
  readonly state: string;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly head: { readonly sha: string };
};

function pullRequestOf(data: PullData): ForgePullRequest {
  const merged = data.merged_at !== null;
  return {
    number: data.number,
    url: data.html_url,
    draft: data.draft ?? false,
    state: merged ? 'merged' : data.state === 'open' ? 'open' : 'closed',
    headSha: readSha(data.head.sha),
    mergeSha: merged && data.merge_commit_sha !== null ? readSha(data.merge_commit_sha) : null,
  };
}

export function githubPullRequests(clients: GitHubClients): PullRequests {
  return {
    async ensurePullRequest(input) {
      return (await findOpen(clients, input)) ?? (await open(clients, input));
    },
    async pullRequest(repo, number) {
      return pullRequestOf(await getPull(clients, repo, number));
    },
    async markReady(repo, number) {
      await markReady(clients, repo, number);
    },
    async merge(repo, number, expected, method, words) {
      return await merge(clients, { repo, number, expected, method, words });
    },
  };
}

const callOn = (repo: RepoRef, number: number, permission: string) => ({
  repo,
  permission,
  subject: `${repoName(repo)}#${number}`,
});

export async function getPull(clients: GitHubClients, repo: RepoRef, number: number) {
  const { data } = await clients.call(
    callOn(repo, number, 'Pull requests: read'),
    async (octokit) => await octokit.rest.pulls.get({ ...at(repo), pull_number: number }),
  );
  return data;
}

async function findOpen(
  clients: GitHubClients,
  { repo, head }: PullRequestInput,
): Promise<ForgePullRequest | undefined> {
  const { data } = await clients.call(
    { repo, permission: 'Pull requests: read' },
    async (octokit) =>
      await octokit.rest.pulls.list({ ...at(repo), head: `${repo.owner}:${head}`, state: 'open' }),
  );
  // A filter that is not understood is ignored: what came back is checked.
  const own = data.find(
    (pull) =>
      pull.head.ref === head && pull.head.repo?.full_name.toLowerCase() === repoName(repo).toLowerCase(),
  );
  return own === undefined ? undefined : pullRequestOf(own);
}

async function open(clients: GitHubClients, input: PullRequestInput): Promise<ForgePullRequest> {
  const { repo, head, base } = input;
  return await clients.call({ repo, permission: WRITE }, async (octokit) => {
    try {
      const { data } = await octokit.rest.pulls.create({
        ...at(repo),
        head,
        base,
        title: input.title.slice(0, MAX_TITLE_CHARS),
        body: input.body.slice(0, MAX_BODY_CHARS),
        draft: true,
      });
      return pullRequestOf(data);
    } catch (error) {
      if (!isGitHubFailure(error) || error.status !== 422) throw error;
      // Opened by a call whose answer was lost, or by a person in the meantime.
      const found = await findOpen(clients, input);
      if (found !== undefined) return found;
      const invalid = (name: string) =>
        fieldErrorsOf(error).some(({ field, code }) => field === name && code === 'invalid');
      if (invalid('base')) {
        throw failure('base_branch_missing', `${repoName(repo)}: there is no branch ${base}`, error);
      }
      if (invalid('head')) {
        // Just pushed, and GitHub's API has not heard of it yet; or it is gone, which trying again will not change.
        throw failure(
          'forge_rejected',
          `${repoName(repo)}: GitHub shows no branch ${head} (422)`,
          error,
          true,
        );
      }
      throw error;
    }
  });
}

const failure = (code: ProblemCode, detail: string, cause: unknown, retryable = false): PortError =>
  new PortError(problem(code, detail), { retryable, cause });

const MARK_READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

/** REST cannot: `draft` is not among the fields that an update takes. */
async function markReady(clients: GitHubClients, repo: RepoRef, number: number): Promise<void> {
  const pull = await getPull(clients, repo, number);
  if (pull.draft !== true) return;
  await clients.call(callOn(repo, number, WRITE), async (octokit) => {
    await octokit.graphql(MARK_READY, { id: pull.node_id });
  });
}

type MergeInput = {
  readonly repo: RepoRef;
  readonly number: number;
  readonly expected: Sha;
  readonly method: MergeMethod;
  readonly words: { readonly title: string; readonly message: string };
};

async function merge(clients: GitHubClients, input: MergeInput): Promise<Sha> {
  const { repo, number, expected, method, words } = input;
  const before = pullRequestOf(await getPull(clients, repo, number));
  if (before.mergeSha !== null) return before.mergeSha;
  if (before.headSha !== expected) throw headMoved(input, before.headSha);
  return await clients.call(callOn(repo, number, 'Contents: write'), async (octokit) => {
    try {
      const { data } = await octokit.rest.pulls.merge({
        ...at(repo),
        pull_number: number,
        sha: expected,
        merge_method: method,
        commit_title: words.title,
        commit_message: words.message,
      });
      return readSha(data.sha);
    } catch (error) {
      if (!isGitHubFailure(error) || (error.status !== 405 && error.status !== 409)) throw error;
      return await whyNotMerged(clients, input, error);
    }
  });
}

const headMoved = ({ repo, number, expected }: MergeInput, actual: string, cause?: unknown): PortError =>
  failure(
    'head_moved',
    `${repoName(repo)}#${number}: its head is ${actual.slice(0, 10)}, not ${expected.slice(0, 10)}`,
    cause,
  );

/** 405 and 409 say only that it did not happen; the pull request as it is now says why. */
async function whyNotMerged(
  clients: GitHubClients,
  input: MergeInput,
  error: Error & { status: number },
): Promise<Sha> {
  const { repo, number, expected, method } = input;
  const pull = await getPull(clients, repo, number);
  const now = pullRequestOf(pull);
  if (now.mergeSha !== null) return now.mergeSha;
  if (now.headSha !== expected || error.status === 409) throw headMoved(input, now.headSha, error);
  const said = isGitHubFailure(error) ? sayingOf(error) : '';
  const subject = `${repoName(repo)}#${number}`;
  if (pull.mergeable === false || pull.mergeable_state === 'dirty') {
    throw failure('not_mergeable', `${subject} conflicts with its base: ${said}`, error);
  }
  const isBlocked =
    now.draft || now.state !== 'open' || ['blocked', 'draft', 'behind'].includes(pull.mergeable_state);
  if (isBlocked || !(await isAllowed(clients, repo, method))) {
    throw failure('merge_blocked', `${subject} (${pull.mergeable_state}, ${method}): ${said}`, error);
  }
  // Clean and still refused: the base moved under it, or GitHub has not computed the merge yet.
  throw failure('forge_unavailable', `${subject} could not be merged just now: ${said}`, error, true);
}

async function isAllowed(clients: GitHubClients, repo: RepoRef, method: MergeMethod): Promise<boolean> {
  const { data } = await clients.call(
    { repo, permission: 'Metadata: read' },
    async (octokit) => await octokit.rest.repos.get(at(repo)),
  );
  const allowed = {
    merge: data.allow_merge_commit,
    squash: data.allow_squash_merge,
    rebase: data.allow_rebase_merge,
  };
  return allowed[method] !== false;
}
