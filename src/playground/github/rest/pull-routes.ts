// Pull requests over REST, with comments and reviews.
import { changedFiles, mergeBase, readCommits, resolveRef } from '../git/objects.ts';
import { ApiError, invalid, notFound } from '../http/api-error.ts';
import {
  booleanField,
  choice,
  created,
  numberParam,
  ok,
  pagedList,
  type Reply,
  type RepositoryCall,
  requiredText,
  textField,
} from '../http/context.ts';
import { type Route, repositoryRoute } from '../http/router.ts';
import type { MergeMethod, Pull } from '../model.ts';
import { commitJson, fileJson } from '../present/commits.ts';
import {
  commentJson,
  issueJson,
  lineCommentJson,
  pullJson,
  pullListJson,
  reviewJson,
} from '../present/pulls.ts';
import { pullFacts } from '../pulls/facts.ts';
import { addComment, addReview, closePull, editPull, openPull, reopenPull } from '../pulls/lifecycle.ts';
import { mergePull } from '../pulls/merge.ts';

const commentsRead = [{ issues: 'read' }, { pull_requests: 'read' }] as const;
const commentsWrite = [{ issues: 'write' }, { pull_requests: 'write' }] as const;

export const pullRoutes: readonly Route[] = [
  repositoryRoute('GET /pulls', { pull_requests: 'read' }, listPulls),
  repositoryRoute('POST /pulls', { pull_requests: 'write' }, createPull),
  repositoryRoute('GET /pulls/:number', { pull_requests: 'read' }, getPull),
  repositoryRoute('PATCH /pulls/:number', { pull_requests: 'write' }, updatePull),
  repositoryRoute('GET /pulls/:number/files', { pull_requests: 'read' }, listFiles),
  repositoryRoute('GET /pulls/:number/commits', { pull_requests: 'read' }, listPullCommits),
  repositoryRoute('GET /pulls/:number/reviews', { pull_requests: 'read' }, listReviews),
  repositoryRoute('POST /pulls/:number/reviews', { pull_requests: 'write' }, createReview),
  repositoryRoute('GET /pulls/:number/comments', { pull_requests: 'read' }, listLineComments),
  repositoryRoute('GET /pulls/:number/merge', { pull_requests: 'read' }, isMerged),
  repositoryRoute('PUT /pulls/:number/merge', { contents: 'write' }, merge),
  repositoryRoute('GET /issues/:number', commentsRead, (call) =>
    ok(issueJson(call.world, call.repository, requirePull(call))),
  ),
  repositoryRoute('GET /issues/:number/comments', commentsRead, listComments),
  repositoryRoute('POST /issues/:number/comments', commentsWrite, createComment),
  repositoryRoute('PATCH /issues/comments/:id', commentsWrite, updateComment),
];

function requirePull(call: RepositoryCall): Pull {
  const pull = call.repository.pulls.get(numberParam(call, 'number'));
  if (pull === undefined) throw notFound();
  return pull;
}

async function fullJson(call: RepositoryCall, pull: Pull) {
  return pullJson(call.world, call.repository, pull, await pullFacts(call.repository, pull));
}

function listPulls(call: RepositoryCall): Reply {
  const { repository, query } = call;
  const state = choice(call, 'state', ['open', 'closed', 'all'], 'open');
  const base = query.get('base');
  const head = query.get('head');
  // GitHub ignores a head filter without an owner.
  const headRef = head?.includes(':') ? head.slice(head.indexOf(':') + 1) : null;
  const sameOwner = head?.toLowerCase().startsWith(`${repository.owner.toLowerCase()}:`) ?? true;
  const found = [...repository.pulls.values()]
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.baseRef === base)
    .filter((pull) => headRef === null || (sameOwner && pull.headRef === headRef));
  const sorted = query.get('direction') === 'asc' ? found : found.toReversed();
  return pagedList(call, sorted, (pull) => pullListJson(call.world, repository, pull));
}

async function createPull(call: RepositoryCall): Promise<Reply> {
  const { world, repository, actor } = call;
  const title = requiredText(call, 'PullRequest', 'title');
  const headRef = requiredText(call, 'PullRequest', 'head').replace(/^[^:]+:/, '');
  const baseRef = requiredText(call, 'PullRequest', 'base');
  const body = textField(call, 'body') ?? '';
  if (title.length > 256)
    throw invalid({
      resource: 'PullRequest',
      field: 'title',
      code: 'custom',
      message: 'title is too long (maximum is 256 characters)',
    });
  if (body.length > 65_536)
    throw invalid({
      resource: 'PullRequest',
      field: 'body',
      code: 'custom',
      message: 'body is too long (maximum is 65536 characters)',
    });
  const pull = await repository.lock.run(async () => {
    const { headSha, baseSha } = await requireRefs(call, headRef, baseRef);
    const draft = booleanField(call, 'draft') ?? false;
    return await openPull(world, repository, actor, {
      title,
      body,
      headRef,
      headSha,
      baseRef,
      baseSha,
      draft,
    });
  });
  return created(await fullJson(call, pull));
}

async function requireRefs(
  call: RepositoryCall,
  headRef: string,
  baseRef: string,
): Promise<{ headSha: string; baseSha: string }> {
  const { repository } = call;
  const resource = 'PullRequest';
  const headSha = await resolveRef(repository.gitDir, `refs/heads/${headRef}`);
  const baseSha = await resolveRef(repository.gitDir, `refs/heads/${baseRef}`);
  if (headSha === null) throw invalid({ resource, field: 'head', code: 'invalid' });
  if (baseSha === null) throw invalid({ resource, field: 'base', code: 'invalid' });
  const isTaken = [...repository.pulls.values()].some(
    (pull) => pull.state === 'open' && pull.headRef === headRef && pull.baseRef === baseRef,
  );
  if (isTaken) {
    const message = `A pull request already exists for ${repository.owner}:${headRef}.`;
    throw invalid({ resource, code: 'custom', message });
  }
  const commits = await readCommits(repository.gitDir, [`${baseSha}..${headSha}`], 1);
  if (commits.length === 0) {
    throw invalid({ resource, code: 'custom', message: `No commits between ${baseRef} and ${headRef}` });
  }
  return { headSha, baseSha };
}

async function getPull(call: RepositoryCall): Promise<Reply> {
  const pull = requirePull(call);
  const json = await fullJson(call, pull);
  pull.mergeabilityAsked = true;
  return ok(json);
}

async function updatePull(call: RepositoryCall): Promise<Reply> {
  const { world, repository, actor } = call;
  const pull = requirePull(call);
  const title = textField(call, 'title');
  const body = textField(call, 'body');
  const state = textField(call, 'state');
  await repository.lock.run(async () => {
    const edit = {
      pull,
      by: actor,
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
    };
    await editPull(world, repository, edit);
    if (state === 'closed') await closePull(world, repository, pull, actor);
    if (state === 'open' && pull.state === 'closed') {
      const headSha = await resolveRef(repository.gitDir, `refs/heads/${pull.headRef}`);
      const isGone = headSha === null || pull.mergedAtMs !== null;
      if (isGone)
        throw invalid({
          resource: 'PullRequest',
          field: 'state',
          code: 'invalid',
          message: 'state cannot be changed.',
        });
      await reopenPull(world, repository, pull, actor);
    }
  });
  return ok(await fullJson(call, pull));
}

async function listFiles(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const pull = requirePull(call);
  const fork = (await mergeBase(repository.gitDir, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const files = await changedFiles(repository.gitDir, fork, pull.headSha);
  return pagedList(call, files.slice(0, 3000), (file) => fileJson(world, repository, pull.headSha, file));
}

async function listPullCommits(call: RepositoryCall): Promise<Reply> {
  const { world, repository } = call;
  const pull = requirePull(call);
  const fork = (await mergeBase(repository.gitDir, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const commits = (await readCommits(repository.gitDir, [`${fork}..${pull.headSha}`])).toReversed();
  return pagedList(call, commits, (commit) => commitJson(world, repository, commit));
}

function listReviews(call: RepositoryCall): Reply {
  const pull = requirePull(call);
  return pagedList(call, pull.reviews, (review) => reviewJson(call.world, call.repository, pull, review));
}

function listLineComments(call: RepositoryCall): Reply {
  const { lineComments } = requirePull(call);
  const isNewestFirst = choice(call, 'direction', ['asc', 'desc'], 'asc') === 'desc';
  const sorted = isNewestFirst ? lineComments.toReversed() : lineComments;
  return pagedList(call, sorted, (comment) =>
    lineCommentJson(call.world, call.repository, requirePull(call), comment),
  );
}

async function createReview(call: RepositoryCall): Promise<Reply> {
  const { world, repository, actor } = call;
  const pull = requirePull(call);
  const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
  const state = states[requiredText(call, 'PullRequestReview', 'event') as keyof typeof states];
  if (state === undefined) throw invalid({ resource: 'PullRequestReview', field: 'event', code: 'invalid' });
  if (actor.login === pull.author.login && state !== 'COMMENTED') {
    const verb = state === 'APPROVED' ? 'approve' : 'request changes on';
    throw new ApiError(422, 'Unprocessable Entity', { errors: [`Can not ${verb} your own pull request`] });
  }
  const review = await addReview(world, repository, {
    pull,
    by: actor,
    state,
    body: textField(call, 'body') ?? '',
  });
  return ok(reviewJson(world, repository, pull, review));
}

function isMerged(call: RepositoryCall): Reply {
  if (requirePull(call).mergedAtMs === null) throw notFound();
  return { status: 204 };
}

async function merge(call: RepositoryCall): Promise<Reply> {
  const { world, repository, actor } = call;
  const pull = requirePull(call);
  const method = (textField(call, 'merge_method') ?? 'merge') as MergeMethod;
  if (!['merge', 'squash', 'rebase'].includes(method)) {
    throw invalid({ resource: 'PullRequest', field: 'merge_method', code: 'invalid' });
  }
  const sha = await repository.lock.run(() =>
    mergePull(world, repository, {
      pull,
      by: actor,
      method,
      expectedSha: textField(call, 'sha'),
      title: textField(call, 'commit_title'),
      message: textField(call, 'commit_message'),
    }),
  );
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

function listComments(call: RepositoryCall): Reply {
  const pull = requirePull(call);
  return pagedList(call, pull.comments, (comment) => commentJson(call.world, call.repository, pull, comment));
}

function createComment(call: RepositoryCall): Reply {
  const { world, repository, actor } = call;
  const pull = requirePull(call);
  const comment = addComment(world, repository, { pull, by: actor, body: commentBody(call) });
  return created(commentJson(world, repository, pull, comment));
}

function updateComment(call: RepositoryCall): Reply {
  const { world, repository } = call;
  const id = numberParam(call, 'id');
  const pull = [...repository.pulls.values()].find((one) =>
    one.comments.some((comment) => comment.id === id),
  );
  const comment = pull?.comments.find((candidate) => candidate.id === id);
  if (pull === undefined || comment === undefined) throw notFound();
  comment.body = commentBody(call);
  comment.updatedAtMs = world.nowMs();
  return ok(commentJson(world, repository, pull, comment));
}

function commentBody(call: RepositoryCall): string {
  const body = requiredText(call, 'IssueComment', 'body');
  if (body.length > 65_536) {
    throw invalid({
      resource: 'IssueComment',
      field: 'body',
      code: 'unprocessable',
      message: 'Body is too long (maximum is 65536 characters)',
    });
  }
  return body;
}
