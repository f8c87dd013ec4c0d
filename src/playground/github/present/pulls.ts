// JSON of pull requests, reviews and comments.
import type { Comment, LineComment, Pull, Repository, Review } from '../model.ts';
import { isoTime, isoTimeOrNull, nodeId, type World } from '../world.ts';
import { ownerActor, repositoryApiUrl, repositoryJson, repositoryPageUrl, userJson } from './basics.ts';
import type { Shape } from './shape.ts';

export const pullPageUrl = (world: World, repository: Repository, pull: Pull): string =>
  `${repositoryPageUrl(world, repository)}/pull/${pull.number}`;

/** The short form of lists. */
export function pullListJson(world: World, repository: Repository, pull: Pull) {
  const api = repositoryApiUrl(world, repository);
  const url = `${api}/pulls/${pull.number}`;
  const page = pullPageUrl(world, repository, pull);
  return {
    url,
    id: pull.id,
    node_id: pullNodeId(pull),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: `${api}/issues/${pull.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userJson(world, pull.author),
    body: pull.body,
    labels: [],
    milestone: null,
    created_at: isoTime(pull.createdAtMs),
    updated_at: isoTime(pull.updatedAtMs),
    closed_at: isoTimeOrNull(pull.closedAtMs),
    merged_at: isoTimeOrNull(pull.mergedAtMs),
    merge_commit_sha: pull.mergeCommitSha ?? pull.mergeability?.mergeSha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: refJson(world, repository, pull.headRef, pull.headSha),
    base: refJson(world, repository, pull.baseRef, pull.baseSha),
    author_association: 'CONTRIBUTOR' as const,
    auto_merge: null,
    draft: pull.draft,
  } satisfies Shape<'pull-request-simple'>;
}

export interface PullFacts {
  readonly mergeable: boolean | null;
  readonly mergeableState: string;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

/** The long form of one pull request, also used in webhooks. */
export function pullJson(world: World, repository: Repository, pull: Pull, facts: PullFacts) {
  return {
    ...pullListJson(world, repository, pull),
    merged: pull.mergedAtMs !== null,
    mergeable: pull.state === 'open' ? facts.mergeable : null,
    rebaseable: pull.state === 'open' ? facts.mergeable : null,
    mergeable_state: facts.mergeableState,
    merged_by: pull.mergedBy === null ? null : userJson(world, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: pull.lineComments.length,
    maintainer_can_modify: false,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  } satisfies Shape<'pull-request'>;
}

export const pullNodeId = (pull: Pull): string => nodeId('PR', pull.id);

function refJson(world: World, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: userJson(world, ownerActor(repository)),
    repo: repositoryJson(world, repository),
  };
}

/** The stub that check runs, suites and workflow runs carry. */
export function pullStubJson(world: World, repository: Repository, pull: Pull) {
  const repo = {
    id: repository.id,
    url: repositoryApiUrl(world, repository),
    name: repository.name,
  };
  return {
    id: pull.id,
    number: pull.number,
    url: `${repositoryApiUrl(world, repository)}/pulls/${pull.number}`,
    head: { ref: pull.headRef, sha: pull.headSha, repo },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo },
  } satisfies Shape<'pull-request-minimal'>;
}

export function pullsOfSha(world: World, repository: Repository, sha: string) {
  return [...repository.pulls.values()]
    .filter((pull) => pull.state === 'open' && pull.headSha === sha)
    .map((pull) => pullStubJson(world, repository, pull));
}

export function reviewJson(world: World, repository: Repository, pull: Pull, review: Review) {
  const page = pullPageUrl(world, repository, pull);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userJson(world, review.author),
    body: review.body,
    state: review.state,
    html_url: `${page}#pullrequestreview-${review.id}`,
    pull_request_url: `${repositoryApiUrl(world, repository)}/pulls/${pull.number}`,
    _links: {
      html: { href: `${page}#pullrequestreview-${review.id}` },
      pull_request: { href: `${repositoryApiUrl(world, repository)}/pulls/${pull.number}` },
    },
    submitted_at: isoTime(review.submittedAtMs),
    commit_id: review.commitSha,
    author_association: 'COLLABORATOR' as const,
  } satisfies Shape<'pull-request-review'>;
}

export function lineCommentJson(world: World, repository: Repository, pull: Pull, comment: LineComment) {
  const api = repositoryApiUrl(world, repository);
  const page = `${pullPageUrl(world, repository, pull)}#discussion_r${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    url: `${api}/pulls/comments/${comment.id}`,
    html_url: page,
    pull_request_url: `${api}/pulls/${pull.number}`,
    user: userJson(world, comment.author),
    body: comment.body,
    path: comment.path,
    line: comment.line,
    original_line: comment.line,
    side: 'RIGHT' as const,
    commit_id: comment.commitSha,
    original_commit_id: comment.commitSha,
    created_at: isoTime(comment.createdAtMs),
    updated_at: isoTime(comment.createdAtMs),
    author_association: 'COLLABORATOR' as const,
  } satisfies Shape<'pull-request-review-comment'>;
}

export function commentJson(world: World, repository: Repository, pull: Pull, comment: Comment) {
  const api = repositoryApiUrl(world, repository);
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${pullPageUrl(world, repository, pull)}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${pull.number}`,
    user: userJson(world, comment.author),
    created_at: isoTime(comment.createdAtMs),
    updated_at: isoTime(comment.updatedAtMs),
    author_association: comment.author.type === 'Bot' ? ('CONTRIBUTOR' as const) : ('MEMBER' as const),
    body: comment.body,
  } satisfies Shape<'issue-comment'>;
}

/** A pull request seen as an issue: what `issue_comment` carries. */
export function issueJson(world: World, repository: Repository, pull: Pull) {
  const api = repositoryApiUrl(world, repository);
  const page = pullPageUrl(world, repository, pull);
  return {
    id: pull.id,
    node_id: nodeId('I', pull.id),
    url: `${api}/issues/${pull.number}`,
    repository_url: api,
    comments_url: `${api}/issues/${pull.number}/comments`,
    html_url: page,
    number: pull.number,
    title: pull.title,
    user: userJson(world, pull.author),
    state: pull.state,
    locked: false,
    labels: [],
    assignees: [],
    comments: pull.comments.length,
    created_at: isoTime(pull.createdAtMs),
    updated_at: isoTime(pull.updatedAtMs),
    closed_at: isoTimeOrNull(pull.closedAtMs),
    body: pull.body,
    draft: pull.draft,
    pull_request: {
      url: `${api}/pulls/${pull.number}`,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
    },
  } satisfies Shape<'issue'>;
}
