// A pull request: what it says, what is in it, how its checks stand, and the hands that a person has.
import { mergeBase, readCommits } from '../git/objects.ts';
import type { CheckRun, Pull, Repository } from '../model.ts';
import { latestCheckRuns, latestStatuses, mergeObstacles, standingReviews } from '../pulls/requirements.ts';
import type { World } from '../world.ts';
import { type Html, html } from './html.ts';
import type { Page } from './layout.ts';
import { markdown } from './markdown.ts';
import { ago, avatar, dot, duration, outcomeWord, stateBadge } from './parts.ts';

const maxBodyChars = 20_000;

export async function pullPage(
  world: World,
  repository: Repository,
  pull: Pull,
  error: string | null,
): Promise<Page> {
  const base = `/${repository.fullName}/pull/${pull.number}`;
  const fork = (await mergeBase(repository.gitDir, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const commits = (await readCommits(repository.gitDir, [`${fork}..${pull.headSha}`], 100)).toReversed();
  const runs = latestCheckRuns(repository, pull.headSha);
  const body = html`${error === null ? '' : html`<div class="error" role="alert">${error}</div>`}
    <h1>${pull.title} <span class="dim">#${pull.number}</span></h1>
    <div class="meta">${stateBadge(pull)}<span><strong>${pull.author.login}</strong> wants to merge ${commits.length} commit${commits.length === 1 ? '' : 's'} into <span class="ref">${pull.baseRef}</span> from <span class="ref">${pull.headRef}</span></span>
      <a href="${base}/files">Files changed</a></div>
    <div class="box"><div class="head">${avatar(pull.author)} ${pull.author.login}<span class="end">${ago(pull.createdAtMs, world.nowMs())}</span></div><div class="body">${pull.body === '' ? 'No description.' : markdown(pull.body.slice(0, maxBodyChars))}</div></div>
    ${timeline(world, pull)}
    <div class="box"><div class="head">Commits</div>${commits.map((commit) => html`<div class="row"><span>${(commit.message.split('\n')[0] ?? '').slice(0, 120)}</span><span class="end">${commit.author.name} · <span class="sha">${commit.sha.slice(0, 7)}</span></span></div>`)}</div>
    <div class="box" id="checks"><div class="head">Checks on <span class="sha">${pull.headSha.slice(0, 7)}</span></div>${checkRows(world, repository, pull, runs)}</div>
    <div class="box">${mergeBox(repository, pull)}</div>
    ${hands(world, repository, pull)}`;
  const isLive = runs.some((run) => run.status !== 'completed');
  return { title: `${pull.title} · #${pull.number}`, repository, tab: 'pulls', isLive, body };
}

function timeline(world: World, pull: Pull): Html[] {
  const reviewWords = {
    APPROVED: 'approved',
    CHANGES_REQUESTED: 'requested changes',
    COMMENTED: 'reviewed',
    DISMISSED: 'had a review dismissed',
  };
  const entries = [
    ...pull.comments.map((one) => ({
      atMs: one.createdAtMs,
      author: one.author,
      words: 'commented',
      body: one.body,
    })),
    ...pull.reviews.map((one) => ({
      atMs: one.submittedAtMs,
      author: one.author,
      words: reviewWords[one.state],
      body: one.body,
    })),
  ].toSorted((one, other) => one.atMs - other.atMs);
  return entries.map(
    (entry) =>
      html`<div class="box"><div class="head">${avatar(entry.author)} ${entry.author.login} ${entry.words}<span class="end">${ago(entry.atMs, world.nowMs())}</span></div>${entry.body === '' ? '' : html`<div class="body">${markdown(entry.body.slice(0, maxBodyChars))}</div>`}</div>`,
  );
}

function checkRows(world: World, repository: Repository, pull: Pull, runs: readonly CheckRun[]): Html {
  const required = pull.baseRef === repository.defaultBranch ? repository.protection.requiredChecks : [];
  const statuses = latestStatuses(repository, pull.headSha);
  const named = new Set([...runs.map((run) => run.name), ...statuses.map((status) => status.context)]);
  const missing = required.filter((name) => !named.has(name));
  if (runs.length + statuses.length + missing.length === 0)
    return html`<div class="empty">No checks on this commit.</div>`;
  const mark = (name: string): Html | string =>
    required.includes(name) ? html`<span class="tag">required</span>` : '';
  return html`${runs.map((run) => html`<div class="row">${dot(run)}<a href="${run.detailsUrl ?? '#'}"><strong>${run.name}</strong></a><span class="word">${outcomeWord(run)} ${duration(run.startedAtMs, run.completedAtMs ?? world.nowMs())}</span>${mark(run.name)}</div>`)}
    ${statuses.map((status) => html`<div class="row"><strong>${status.context}</strong><span class="word">${status.state} ${status.description}</span>${mark(status.context)}</div>`)}
    ${missing.map((name) => html`<div class="row">${dot({ status: 'queued', conclusion: null })}<strong>${name}</strong><span class="word">Expected, not reported yet</span>${mark(name)}</div>`)}`;
}

function mergeBox(repository: Repository, pull: Pull): Html {
  if (pull.mergedAtMs !== null)
    return html`<div class="merge done"><div><strong>Merged by ${pull.mergedBy?.login}</strong><div class="dim">as <span class="sha">${pull.mergeCommitSha?.slice(0, 7)}</span> into ${pull.baseRef}</div></div></div>`;
  if (pull.state === 'closed')
    return html`<div class="merge bad"><div><strong>Closed by ${pull.closedBy?.login}</strong><div class="dim">The changes were not merged.</div></div></div>`;
  if (pull.mergeability?.clean === false)
    return html`<div class="merge bad"><div><strong>This branch has conflicts with ${pull.baseRef}</strong></div></div>`;
  const obstacles = mergeObstacles(repository, pull);
  const reviewers = standingReviews(pull).map(
    (review) => `${review.author.login}: ${review.state.toLowerCase().replace('_', ' ')}`,
  );
  const list = [...(pull.draft ? ['This pull request is still a draft.'] : []), ...obstacles, ...reviewers];
  const kind = obstacles.some((one) => one.includes('failing'))
    ? 'bad'
    : list.length > 0 && (pull.draft || obstacles.length > 0)
      ? 'wait'
      : 'good';
  const title =
    kind === 'good' ? 'Ready to merge' : kind === 'bad' ? 'Merging is blocked' : 'Not ready to merge yet';
  return html`<div class="merge ${kind}"><div><strong>${title}</strong>${list.length === 0 ? '' : html`<ul>${list.map((one) => html`<li>${one}</li>`)}</ul>`}</div></div>`;
}

function hands(world: World, repository: Repository, pull: Pull): Html {
  if (pull.mergedAtMs !== null) return html``;
  const button = (action: string, label: string, kind = ''): Html =>
    html`<button name="action" value="${action}" class="${kind}">${label}</button>`;
  const people = world.people.filter((person) => ['admin', 'maintain', 'write'].includes(person.permission));
  const open = [
    button('push', 'Push a commit'),
    button(pull.draft ? 'ready' : 'draft', pull.draft ? 'Mark ready' : 'Convert to draft'),
    button('approve', 'Approve'),
    button('changes', 'Request changes'),
    button('merge', 'Merge by hand'),
    button('close', 'Close', 'red'),
  ];
  return html`<div class="box hands"><div class="head">Play the human</div><form method="post" action="/${repository.fullName}/pull/${pull.number}/hands"><div class="body">
    <label>as <select name="by">${people.map((person) => html`<option>${person.login}</option>`)}</select></label>
    ${pull.state === 'open' ? open : button('reopen', 'Reopen')}
    <input name="body" placeholder="words for a comment or review" size="32"> ${button('comment', 'Comment')}</div></form></div>`;
}
