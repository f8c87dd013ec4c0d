// A pull request's life, whoever acts: the App over REST or GraphQL, or a person's hand on the page.
import type { Actor, Comment, Pull, Repository, Review, ReviewState } from '../model.ts';
import type { VisibleKind } from '../options.ts';
import { pullPageUrl } from '../present/pulls.ts';
import { announceComment, announcePull, announceReview } from '../webhooks/announce.ts';
import type { World } from '../world.ts';
import { pullFacts, refreshTestMerge } from './facts.ts';

export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly draft: boolean;
}

export function showPull(
  world: World,
  repository: Repository,
  news: { pull: Pull; kind: VisibleKind; by: Actor; text: string },
): void {
  world.show({
    kind: news.kind,
    repository: repository.fullName,
    text: news.text,
    url: pullPageUrl(world, repository, news.pull),
    by: news.by.login,
    atMs: world.nowMs(),
    pullNumber: news.pull.number,
    branch: news.pull.headRef,
    headSha: news.pull.headSha,
  });
}

interface PullNews {
  readonly pull: Pull;
  readonly by: Actor;
  readonly action: string;
  readonly kind: VisibleKind;
  readonly text: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export async function tellPull(world: World, repository: Repository, news: PullNews): Promise<void> {
  const { pull, by, action, kind, text, extra = {} } = news;
  pull.updatedAtMs = world.nowMs();
  const facts = await pullFacts(repository, pull);
  announcePull(world, repository, { pull, facts, action, sender: by, extra });
  showPull(world, repository, { pull, kind, by, text });
}

export async function openPull(
  world: World,
  repository: Repository,
  by: Actor,
  asked: NewPull,
): Promise<Pull> {
  const nowMs = world.nowMs();
  const pull: Pull = {
    ...asked,
    id: world.nextId(),
    number: repository.nextNumber,
    author: by,
    state: 'open',
    mergeability: null,
    mergeabilityAsked: false,
    mergedAtMs: null,
    mergedBy: null,
    mergeCommitSha: null,
    closedAtMs: null,
    closedBy: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    comments: [],
    reviews: [],
    lineComments: [],
  };
  repository.nextNumber += 1;
  repository.pulls.set(pull.number, pull);
  await refreshTestMerge(world, repository, pull);
  const text = `${by.login} opened ${pull.draft ? 'draft ' : ''}pull request #${pull.number}: ${pull.title}`;
  await tellPull(world, repository, { pull, by, action: 'opened', kind: 'pull_opened', text });
  await world.actions.onPull(repository, pull, 'opened', by);
  return pull;
}

export async function editPull(
  world: World,
  repository: Repository,
  change: { pull: Pull; by: Actor; title?: string; body?: string },
): Promise<void> {
  const { pull, by, title, body } = change;
  const changes: Record<string, { from: string }> = {};
  if (title !== undefined && title !== pull.title) changes.title = { from: pull.title };
  if (body !== undefined && body !== pull.body) changes.body = { from: pull.body };
  if (Object.keys(changes).length === 0) return;
  pull.title = title ?? pull.title;
  pull.body = body ?? pull.body;
  const text = `${by.login} edited pull request #${pull.number}`;
  await tellPull(world, repository, {
    pull,
    by,
    action: 'edited',
    kind: 'pull_edited',
    text,
    extra: { changes },
  });
}

export async function closePull(world: World, repository: Repository, pull: Pull, by: Actor): Promise<void> {
  if (pull.state === 'closed') return;
  pull.state = 'closed';
  pull.closedAtMs = world.nowMs();
  pull.closedBy = by;
  const text = `${by.login} closed pull request #${pull.number}`;
  await tellPull(world, repository, { pull, by, action: 'closed', kind: 'pull_closed', text });
}

export async function reopenPull(world: World, repository: Repository, pull: Pull, by: Actor): Promise<void> {
  if (pull.state === 'open') return;
  pull.state = 'open';
  pull.closedAtMs = null;
  pull.closedBy = null;
  await refreshTestMerge(world, repository, pull);
  const text = `${by.login} reopened pull request #${pull.number}`;
  await tellPull(world, repository, { pull, by, action: 'reopened', kind: 'pull_reopened', text });
  await world.actions.onPull(repository, pull, 'reopened', by);
}

export async function setDraft(
  world: World,
  repository: Repository,
  pull: Pull,
  to: { draft: boolean; by: Actor },
): Promise<void> {
  if (pull.draft === to.draft) return;
  pull.draft = to.draft;
  const action = to.draft ? 'converted_to_draft' : 'ready_for_review';
  const kind = to.draft ? 'pull_drafted' : 'pull_ready';
  const words = to.draft ? 'converted to draft' : 'marked ready for review';
  const text = `${to.by.login} ${words} pull request #${pull.number}`;
  await tellPull(world, repository, { pull, by: to.by, action, kind, text });
  await world.actions.onPull(repository, pull, action, to.by);
}

export async function addReview(
  world: World,
  repository: Repository,
  given: { pull: Pull; by: Actor; state: ReviewState; body: string },
): Promise<Review> {
  const { pull, by, state, body } = given;
  const review: Review = {
    id: world.nextId(),
    author: by,
    state,
    body,
    commitSha: pull.headSha,
    submittedAtMs: world.nowMs(),
  };
  pull.reviews.push(review);
  announceReview(world, repository, pull, review, await pullFacts(repository, pull));
  const words =
    state === 'APPROVED' ? 'approved' : state === 'CHANGES_REQUESTED' ? 'requested changes on' : 'reviewed';
  const text = `${by.login} ${words} pull request #${pull.number}`;
  showPull(world, repository, { pull, kind: 'review_submitted', by, text });
  return review;
}

export function addComment(
  world: World,
  repository: Repository,
  given: { pull: Pull; by: Actor; body: string },
): Comment {
  const { pull, by, body } = given;
  const nowMs = world.nowMs();
  const comment: Comment = { id: world.nextId(), author: by, body, createdAtMs: nowMs, updatedAtMs: nowMs };
  pull.comments.push(comment);
  pull.updatedAtMs = nowMs;
  announceComment(world, repository, pull, comment);
  const text = `${by.login} commented on pull request #${pull.number}`;
  showPull(world, repository, { pull, kind: 'comment_added', by, text });
  return comment;
}
